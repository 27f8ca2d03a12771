import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { finished, ROOT } from '../support/launcher.js';

/** A command that, interrupted, has something to write that takes until it is told to go on. */
const COMMAND = `
  import { once } from 'node:events';
  import { runCommand } from '${ROOT}client-node/dist/commands/exit-policy.js';
  await runCommand(async ({ signal }) => {
    process.stdin.resume();
    console.log('ready');
    await once(signal, 'abort');
    console.log('writing');
    await once(process.stdin, 'data');
    console.log('written');
  });
`;

describe('an interrupted command', () => {
  beforeAll(() => {
    ensureBuilt();
  });

  it('writes what was won though the signal arrives late once more, from the launchers that pass it on', async () => {
    const command = spawn(process.execPath, ['--input-type=module', '--eval', COMMAND], { stdio: ['pipe', 'pipe', 'pipe'] });
    const end = finished(command);
    const lines = createInterface(command.stdout)[Symbol.asyncIterator]();
    expect(await lines.next()).toMatchObject({ value: 'ready' });
    command.kill('SIGINT');
    expect(await lines.next()).toMatchObject({ value: 'writing' });

    // Half a second of signals: past every span that could tell one keystroke from two.
    for (let left = 50; left > 0; left--) {
      command.kill('SIGINT');
      await once(AbortSignal.timeout(10), 'abort');
    }
    command.stdin.end('go on\n');
    const { code, stdout, stderr } = await end;
    expect(stderr).toBe('');
    expect(stdout).toContain('written');
    expect(code).toBe(130);
  });

  it('that does not settle is ended after a while all the same', async () => {
    const command = spawn(process.execPath, ['--input-type=module', '--eval', COMMAND], { stdio: ['pipe', 'pipe', 'pipe'] });
    const end = finished(command);
    await once(createInterface(command.stdout), 'line');
    command.kill('SIGINT');
    const { code, stdout } = await end;
    expect(stdout).not.toContain('written');
    expect(code).toBe(130);
  });
});
