import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { finished, ROOT } from '../support/launcher.js';

interface Level {
  readonly reached: number;
  readonly queries: { readonly median: number | null };
}
interface Results {
  readonly problems: readonly { readonly name: string; readonly methods: readonly { method: string; runs: number; levels: Level[] }[] }[];
  readonly runs: readonly { readonly method: string; readonly rows: readonly { queries: number; best: number }[]; trips: number[] }[];
}

const METHODS = ['auto', 'scaffold2 regression', 'basis and line search', 'projected L-BFGS'];

describe('the benchmark of algorithms', () => {
  let directory = '';
  const bench = (...args: string[]): ReturnType<typeof finished> =>
    finished(spawn(process.execPath, [join(ROOT, 'benchmarks/algorithms/main.mjs'), '--out', directory, ...args], { cwd: ROOT }));
  const read = async (): Promise<Results> => JSON.parse(await readFile(join(directory, 'algorithms.json'), 'utf8')) as Results;

  beforeAll(async () => {
    ensureBuilt();
    directory = await mkdtemp(join(tmpdir(), 'fedzoo-bench-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('runs methods and baselines on one problem within one budget, the same however many threads there are', async () => {
    const args = [
      '--fresh',
      '--problem',
      'quadratic d=20',
      '--seeds',
      '2',
      '--queries',
      '600',
      ...METHODS.flatMap((method) => ['--method', method]),
    ];
    const { code, stderr, stdout } = await bench(...args, '--threads', '2');
    expect(code, stderr).toBe(0);
    expect(stderr.trimEnd().split('\n')).toHaveLength(8);
    expect(stdout).toContain('to 0.1 %');
    const results = await read();
    expect(results.problems[0]!.methods.map(({ method, runs }) => [method, runs])).toEqual(METHODS.map((method) => [method, 2]));
    for (const { rows, trips } of results.runs) {
      expect(rows.at(-1)!.queries).toBeLessThanOrEqual(600);
      expect(trips).toHaveLength(rows.length);
      expect(rows[0]!.best).toBeGreaterThan(rows.at(-1)!.best);
    }
    expect(await readFile(join(directory, 'algorithms.html'), 'utf8')).not.toMatch(/NaN|undefined/);
    await bench(...args, '--threads', '1');
    expect((await read()).runs).toEqual(results.runs);
  });

  it('leaves out what needs all clients where some are away, and finishes', async () => {
    const args = ['--full', '--problem', 'levy d=20 C=5 tenth failing', '--seeds', '1', '--queries', '600'];
    const { code, stderr } = await bench(...args, '--method', 'auto', '--method', 'projected L-BFGS');
    expect(code, stderr).toBe(0);
    expect((await read()).runs).toHaveLength(1);
  });

  it('says what it does not know', async () => {
    expect(await bench('--method', 'nothing')).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no method nothing') });
    expect(await bench('--problem', 'nothing')).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing') });
  });
});
