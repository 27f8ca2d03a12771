import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { finished, killGroup, runFedzoo, startFedzoo } from '../support/launcher.js';
import { experimentFolder, rowsWithoutSeconds, SMALL_FZOOS, withoutSeconds } from './experiment-fixture.js';

/**
 * Runs a command that writes to `directory`, kills it without warning as soon as something happens, and starts it again to resume, until
 * it ends by itself.
 */
async function killedAndResumed(
  args: readonly string[],
  directory: string,
  nextKill: (child: ReturnType<typeof startFedzoo>) => Promise<unknown>,
): Promise<{ kills: number; stdout: string }> {
  await mkdir(directory, { recursive: true });
  for (let kills = 0; kills < 40; kills++) {
    const child = startFedzoo([...args, ...(kills === 0 ? ['--out', directory] : ['--resume', directory]), '--json']);
    const ending = finished(child);
    await Promise.race([nextKill(child), ending]);
    killGroup(child);
    const { code, stdout, stderr } = await ending;
    if (code === 0) return { kills, stdout };
    if (code !== null) throw new Error(stderr);
  }
  throw new Error('the run did not end in 40 attempts');
}

/** Resolves when a checkpoint has been put in its place: a phase is closed. */
async function checkpointWritten(directory: string): Promise<void> {
  const watcher = watch(directory);
  try {
    for (;;) {
      const [, name] = (await once(watcher, 'change')) as [string, string];
      if (name === 'checkpoint.bin') return;
    }
  } finally {
    watcher.close();
  }
}

describe('a simulation that is killed', () => {
  it('after every phase and resumed gives what it gives undisturbed, bit for bit', async () => {
    await using folder = await experimentFolder(SMALL_FZOOS);
    const straight = await runFedzoo(['simulate', folder.file, '--out', folder.path('straight'), '--json']);
    const directory = folder.path('killed');
    const { kills, stdout } = await killedAndResumed(['simulate', folder.file], directory, () => checkpointWritten(directory));
    expect(kills).toBeGreaterThanOrEqual(4);
    expect(withoutSeconds(stdout)).toEqual(withoutSeconds(straight.stdout));
    expect(await rowsWithoutSeconds(directory)).toEqual(await rowsWithoutSeconds(folder.path('straight')));
  });

  it('over sockets, with coordinator and hosts, gives what it gives undisturbed in memory, broadcasts as differences too', async () => {
    await using folder = await experimentFolder(`${SMALL_FZOOS}codec: { delta: true }\n`);
    const straight = await runFedzoo(['simulate', folder.file, '--json']);
    const directory = folder.path('killed');
    let seen = -1;
    const newRound = async (child: ReturnType<typeof startFedzoo>): Promise<void> => {
      for await (const line of createInterface(child.stderr!)) {
        const round = Number(/^round +(\d+)\//.exec(line)?.[1] ?? -1);
        if (round > seen) {
          seen = round;
          return;
        }
      }
    };
    const { kills, stdout } = await killedAndResumed(['simulate', folder.file, '--transport', 'socket'], directory, newRound);
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(withoutSeconds(stdout)).toEqual(withoutSeconds(straight.stdout));
  });

  it('over sockets by Ctrl-C, which reaches all its processes, reports what was won so far, and is resumed to the same bits', async () => {
    await using folder = await experimentFolder(SMALL_FZOOS);
    const straight = await runFedzoo(['simulate', folder.file, '--json']);
    const over = ['simulate', folder.file, '--transport', 'socket'];
    const child = startFedzoo([...over, '--out', folder.path('cut'), '--json']);
    const ending = finished(child);
    for await (const line of createInterface(child.stderr!)) if (/^round +1\//.test(line)) break;
    killGroup(child, 'SIGINT');
    const { code, stdout } = await ending;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ stopped: 'interrupted' });
    expect(await readFile(folder.path('cut/report.html'), 'utf8')).toContain('interrupted');
    const resumed = await runFedzoo([...over, '--resume', folder.path('cut'), '--json']);
    expect(withoutSeconds(resumed.stdout)).toEqual(withoutSeconds(straight.stdout));
  });

  it.each(['memory', 'socket'])(
    'is not begun anew over %s where the folder to resume is mistyped, or of another transport',
    async (kind) => {
      await using folder = await experimentFolder(SMALL_FZOOS);
      const other = kind === 'memory' ? 'socket' : 'memory';
      await runFedzoo(['simulate', folder.file, '--set', 'rounds=1', '--transport', other, '--out', folder.path('out')]);
      const resume = (name: string): ReturnType<typeof runFedzoo> =>
        runFedzoo(['simulate', folder.file, '--set', 'rounds=1', '--transport', kind, '--resume', folder.path(name), '--json']);
      const mistyped = await resume('uot');
      expect(mistyped).toMatchObject({ code: 2, stdout: '' });
      expect(mistyped.stderr).toMatch(/--resume: .*uot holds no run to go on with; give the folder/);
      expect(existsSync(folder.path('uot'))).toBe(false);
      const foreign = await resume('out');
      expect(foreign).toMatchObject({ code: 2, stdout: '' });
      expect(foreign.stderr).toMatch(/--resume: .*out was written over another transport; (leave out|give) --transport socket/);
    },
  );

  it('says what is wrong when the folder to resume is of another experiment, and spends nothing', async () => {
    await using folder = await experimentFolder(SMALL_FZOOS);
    await runFedzoo(['simulate', folder.file, '--set', 'rounds=1', '--out', folder.path('out')]);
    const before = await readFile(folder.path('out/run.json'), 'utf8');
    const { code, stdout, stderr } = await runFedzoo([
      'simulate',
      folder.file,
      '--set',
      'seed=8',
      '--resume',
      folder.path('out'),
      '--json',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/--resume: .* another experiment/);
    expect(await readFile(folder.path('out/run.json'), 'utf8')).toBe(before);
  });
});
