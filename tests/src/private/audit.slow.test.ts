import { spawn } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { finished, ROOT } from '../support/launcher.js';

function audit(...args: string[]): ReturnType<typeof finished> {
  return finished(spawn(process.execPath, ['benchmarks/audit/main.mjs', ...args], { cwd: ROOT }));
}

describe('the audit of private runs', () => {
  beforeAll(ensureBuilt);

  it('bounds a promise from below, not above it, and finds out every pipeline that breaks it', async () => {
    const { code, stdout, stderr } = await audit('--trials', '3000', '--scheme', 'zo-diff2, a whole release: record, add-remove, central');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout.match(/\| yes \|/g)).toHaveLength(3);
    expect(stdout).toContain('1 promises, 3 broken ones');
  });

  it('fails where a game is too weak to say anything', async () => {
    const { code, stderr } = await audit('--trials', '100', '--scheme', 'diff2-gd');
    expect(code).toBe(1);
    expect(stderr).toContain('below half of the claim');
  });

  it('says which names there are', async () => {
    expect(await audit('--scheme', 'nothing')).toMatchObject({ code: 2, stderr: expect.stringContaining('private-fzoos') as string });
  });
});
