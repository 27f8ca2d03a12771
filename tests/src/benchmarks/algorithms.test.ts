import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  const benchIn = (environment: Readonly<Record<string, string>>, ...args: string[]): ReturnType<typeof finished> =>
    finished(
      spawn(process.execPath, [join(ROOT, 'benchmarks/algorithms/main.mjs'), '--out', directory, ...args], {
        cwd: ROOT,
        env: { ...process.env, ...environment },
      }),
    );
  const bench = (...args: string[]): ReturnType<typeof finished> => benchIn({}, ...args);
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
    expect(stderr.match(/ left$/gm)).toHaveLength(8);
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

  it('goes on where it was cut off, even within a line, to the same results', async () => {
    const args = ['--problem', 'rosenbrock d=20', '--seeds', '2', '--queries', '400', '--method', 'auto', '--method', 'cma-es'];
    expect((await bench(...args, '--fresh')).code).toBe(0);
    const whole = await read();
    const log = join(directory, 'runs.jsonl');
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    await writeFile(log, [...lines.slice(-4, -2), lines.at(-2)!.slice(0, 100)].join('\n'));
    const { code, stderr } = await bench(...args);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('2 of 4 runs are there already');
    expect((await read()).runs).toEqual(whole.runs);
  });

  it('cut to a time, reports only problems with seeds that all methods have run', async () => {
    const some = (...args: string[]): ReturnType<typeof bench> => bench('--problem', 'ellipsoid d=20', '--queries', '400', ...args);
    await some('--seeds', '2', '--method', 'auto');
    await some('--seeds', '1', '--method', 'cma-es');
    const { code, stdout, stderr } = await some('--seeds', '2', '--method', 'auto', '--method', 'cma-es', '--minutes', '1e-9');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('2 runs of 4');
    expect((await read()).problems[0]!.methods.map(({ runs }) => runs)).toEqual([1, 1]);
  });

  it('tunes a classifier on a score that has no gradient', async () => {
    const { code, stdout, stderr } = await bench('--problem', '1 − ', '--seeds', '1', '--queries', '500', '--method', 'auto');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Queries to half of the best fall');
    const rows = (await read()).runs[0]!.rows;
    expect(rows.at(-1)!.best).toBeLessThan(rows[0]!.best);
  });

  it('leaves out what needs all clients where some are away, and finishes', async () => {
    const args = ['--full', '--problem', 'levy d=20 C=5 tenth failing', '--seeds', '1', '--queries', '600'];
    const { code, stderr } = await bench(...args, '--method', 'auto', '--method', 'projected L-BFGS');
    expect(code, stderr).toBe(0);
    expect((await read()).runs).toHaveLength(1);
  });

  const outside = ['--problem', 'levy d=20', '--seeds', '1', '--queries', '600', '--method', 'cma-es', '--method', 'NumPy CMA-ES'];

  it('without Python leaves its minimisers out, says why, and finishes', async () => {
    const { code, stderr, stdout } = await benchIn({ PATH: '' }, ...outside, '--fresh');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('NumPy CMA-ES is left out: there is no python3');
    expect(stdout).toContain('1 run,');
  });

  it.skipIf(spawnSync('python3', ['-c', 'import numpy']).status !== 0)('runs a minimiser in Python within the budget', async () => {
    const { code, stderr } = await bench(...outside, '--fresh');
    expect(code, stderr).toBe(0);
    const { rows } = (await read()).runs.find(({ method }) => method === 'NumPy CMA-ES')!;
    expect(rows.map(({ queries }) => queries)).toEqual(Array.from({ length: 11 }, (_, generation) => 60 * generation));
    expect(rows.at(-1)!.best).toBeLessThan(rows[0]!.best);
  });

  it('says what it does not know', async () => {
    expect(await bench('--method', 'nothing')).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no method nothing') });
    expect(await bench('--problem', 'nothing')).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing') });
  });
});
