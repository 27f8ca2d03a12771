import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { finished, killGroup, runFedzoo, startFedzoo } from '../support/launcher.js';

interface Compared {
  readonly interrupted: boolean;
  readonly optimum: number | null;
  readonly experiments: readonly {
    readonly experiment: string;
    readonly runs: number;
    readonly seeds: readonly number[];
    readonly targets: readonly unknown[];
  }[];
  readonly runs: readonly {
    readonly experiment: string;
    readonly seed: number;
    readonly rounds: number;
    readonly trips: number;
    readonly queries: number;
    readonly value: { readonly initial: number; readonly best: number; readonly final: number };
    readonly bytes: { readonly up: number; readonly down: number };
    readonly stopped: string;
  }[];
}

const OBJECTIVE = '{ kind: synthetic, function: quadratic, dimension: 6, heterogeneity: 2, noise: 0.01 }';
const FZOOS =
  '{ kind: fzoos, localIterations: 2, features: 40, initialPoints: 4, localQueries: { candidates: 6, queries: 2 }, surrogateQueries: { candidates: 8, queries: 3 } }';

function yaml(changes: Readonly<Record<string, string | number>>): string {
  const fields = { name: 'fzoos', seed: 7, objective: OBJECTIVE, clients: 3, algorithm: FZOOS, rounds: 4, ...changes };
  return Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** A folder with experiment files in it, by name. */
async function folderWith(
  files: Readonly<Record<string, string>>,
): Promise<{ path(name: string): string; [Symbol.asyncDispose](): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'fedzoo-compare-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return { path: (name) => join(directory, name), [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

const TWO = { 'a.yaml': yaml({}), 'b.yaml': yaml({ name: 'fedzo', algorithm: '{ kind: fedzo, localIterations: 2 }', rounds: 6 }) };

describe('fedzoo compare', () => {
  it('prints one JSON object, in which every run is what simulate gives with its seed on the problem of the file', async () => {
    await using folder = await folderWith(TWO);
    const [a, b, out] = [folder.path('a.yaml'), folder.path('b.yaml'), folder.path('out')];
    const { code, stdout, stderr } = await runFedzoo(['compare', a, b, '--seeds', '2', '--out', out, '--json']);
    expect(code, stderr).toBe(0);
    const compared = JSON.parse(stdout) as Compared;
    expect(compared).toMatchObject({ interrupted: false, optimum: -0.025 + 0.1 / 6 });
    expect(compared.runs.map(({ experiment, seed, rounds, trips }) => [experiment, seed, rounds, trips])).toEqual([
      ['fzoos', 7, 4, 8],
      ['fzoos', 8, 4, 8],
      ['fedzo', 7, 6, 6],
      ['fedzo', 8, 6, 6],
    ]);
    expect(new Set(compared.runs.map(({ value }) => value.initial)).size).toBe(1);
    expect(compared.experiments).toMatchObject([
      { experiment: 'fzoos', runs: 2, seeds: [7, 8] },
      { experiment: 'fedzo', runs: 2, seeds: [7, 8] },
    ]);
    for (const [seed, settings] of [
      [7, []],
      [8, ['--set', 'seed=8', '--set', 'objective.seed=7']],
    ] as const) {
      const alone = JSON.parse((await runFedzoo(['simulate', a, '--json', ...settings])).stdout) as Compared['runs'][number];
      const { value, bytes, queries, stopped } = alone;
      expect(compared.runs.find((run) => run.experiment === 'fzoos' && run.seed === seed)).toMatchObject({
        value,
        bytes,
        queries,
        stopped,
      });
    }
    expect((await readdir(out)).sort()).toEqual(['compare.csv', 'compare.html', 'compare.json', 'compare.svg']);
    expect(JSON.parse(await readFile(join(out, 'compare.json'), 'utf8'))).toEqual(compared);
    const [head, ...lines] = (await readFile(join(out, 'compare.csv'), 'utf8')).trimEnd().split('\n');
    expect(head).toBe('experiment,seed,round,queries,value,best,bytesUp,bytesDown,trips,seconds,clients');
    expect(lines).toHaveLength(2 * 5 + 2 * 7);
    expect(lines[0]).toMatch(/^fzoos,7,0,0,/);
  });

  it('gives the same whatever the number of threads', async () => {
    await using folder = await folderWith(TWO);
    const [one, three] = await Promise.all(
      ['1', '3'].map((workers) =>
        runFedzoo(['compare', folder.path('a.yaml'), folder.path('b.yaml'), '--seeds', '2', '--workers', workers, '--json']),
      ),
    );
    const runs = (text: string): unknown => (JSON.parse(text) as Compared).runs.map((run) => ({ ...run, seconds: 0 }));
    expect(runs(three!.stdout)).toEqual(runs(one!.stdout));
  });

  it('prints a line a run on the one stream and one table on the other, and ends all runs by the common budget', async () => {
    await using folder = await folderWith(TWO);
    const { code, stdout, stderr } = await runFedzoo(['compare', folder.path('a.yaml'), folder.path('b.yaml'), '--set', 'stop.queries=60']);
    expect(code, stderr).toBe(0);
    expect(stderr.match(/^\d\/2 {2}(fzoos|fedzo) {2}seed 7 .* ended by queries$/gm)).toHaveLength(2);
    expect(stdout).toMatch(/^Experiment +Runs +Queries +Bytes +Rounds \(trips\) +Final F +Best F +To 10 % /);
    expect(stdout).toMatch(/^fzoos +1 /m);
    expect(stdout).toMatch(/^fedzo +1 /m);
  });

  it('tells experiments of one name apart by their methods', async () => {
    await using folder = await folderWith({ ...TWO, 'a.yaml': yaml({ name: 'fedzo' }) });
    const { stdout } = await runFedzoo(['compare', folder.path('a.yaml'), folder.path('b.yaml'), '--set', 'rounds=1', '--json']);
    expect((JSON.parse(stdout) as Compared).experiments.map(({ experiment }) => experiment)).toEqual(['fzoos', 'fedzo']);
  });

  it.each([
    [
      'other dimensions',
      { objective: OBJECTIVE.replace('dimension: 6', 'dimension: 7') },
      /objective\.dimension: is 6 in \S*a\.yaml and 7 in \S*b\.yaml; .*--set objective\.dimension=6/,
    ],
    ['other numbers of clients', { clients: 4 }, /clients: is 3 in .* and 4 in .*--set clients=3/],
    ['another function', { objective: OBJECTIVE.replace('quadratic', 'levy') }, /objective\.function: is quadratic in .* and levy in/],
    ['another problem, made from another seed', { seed: 8 }, /objective\.seed: is 7 in .* and 8 in .*--set objective\.seed=7/],
    ['another start', { objective: OBJECTIVE.replace(' }', ', start: 1 }') }, /objective\.start: is not set in .* and 1 in/],
    ['another budget', { stop: '{ queries: 50 }' }, /stop\.queries: is not set in .* and 50 in .*one budget/],
    ['objectives of others', { objective: '{ kind: remote }', clients: '' }, /objective\.kind: is remote/],
  ])('refuses %s, naming the field, both values and the way out, before anything is run', async (_, changes, message) => {
    const text = yaml(changes).replace(/^clients: \n/m, '');
    await using folder = await folderWith({ 'a.yaml': TWO['a.yaml'], 'b.yaml': text });
    const { code, stdout, stderr } = await runFedzoo([
      'compare',
      folder.path('a.yaml'),
      folder.path('b.yaml'),
      '--out',
      folder.path('out'),
      '--json',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(await readdir(folder.path('.'))).not.toContain('out');
  });

  it('allows other noise: F is the same', async () => {
    await using folder = await folderWith({ ...TWO, 'b.yaml': TWO['b.yaml'].replace('noise: 0.01', 'noise: 0') });
    expect((await runFedzoo(['compare', folder.path('a.yaml'), folder.path('b.yaml'), '--set', 'rounds=1', '--json'])).code).toBe(0);
  });

  it.each([
    [['a.yaml', '--seeds', '0'], /--seeds: is "0"; give a whole number, at least 1/],
    [['a.yaml', 'a.yaml'], /EXPERIMENT: is ".*a\.yaml" twice/],
    [['a.yaml', 'none.yaml'], /EXPERIMENT: .*none\.yaml/],
  ])('ends with 2 on %j', async (args, message) => {
    await using folder = await folderWith(TWO);
    const { code, stderr } = await runFedzoo(['compare', ...args.map((word) => (word.endsWith('.yaml') ? folder.path(word) : word))]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('interrupted ends with 130 and writes what was won so far', async () => {
    await using folder = await folderWith({
      'a.yaml': yaml({ rounds: 3 }),
      'b.yaml': yaml({ name: 'endless', algorithm: '{ kind: fedzo, localIterations: 2 }', rounds: 1_000_000 }),
    });
    const out = folder.path('out');
    const child = startFedzoo(['compare', folder.path('a.yaml'), folder.path('b.yaml'), '--out', out, '--workers', '2', '--json']);
    const ending = finished(child);
    try {
      const oneHasEnded = new Promise<void>((resolve) => {
        createInterface(child.stderr!).on('line', (line) => line.includes('ended by rounds') && resolve());
      });
      await Promise.race([oneHasEnded, ending]);
      child.kill('SIGINT');
      const { code, stdout, stderr } = await ending;
      expect(code, stderr).toBe(130);
      const compared = JSON.parse(stdout) as Compared;
      expect(compared.interrupted).toBe(true);
      expect(compared.runs[0]).toMatchObject({ experiment: 'fzoos', rounds: 3, stopped: 'rounds' });
      expect(compared.runs.slice(1).every(({ experiment, stopped }) => experiment === 'endless' && stopped === 'interrupted')).toBe(true);
      expect(JSON.parse(await readFile(join(out, 'compare.json'), 'utf8'))).toEqual(compared);
    } finally {
      killGroup(child);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });
});
