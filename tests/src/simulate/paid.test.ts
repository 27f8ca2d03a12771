import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { finished, killGroup, runFedzoo, startFedzoo } from '../support/launcher.js';
import { rowsWithoutSeconds, withoutSeconds } from './experiment-fixture.js';
import { answered, CLIENTS, counted, paidExperiment, QUERIES_A_ROUND } from './paid-experiment.js';

interface Result {
  readonly queries: number;
  readonly observerQueries: number;
  readonly value: { readonly initial: number | null; readonly best: number | null; readonly final: number | null };
  readonly finalX: readonly number[];
}

const ROUNDS = 3;
const spent = (round: number): number => round * CLIENTS * QUERIES_A_ROUND;

describe('a run whose evaluations cost money, under a method that looks at an iterate in the round after it', () => {
  it('ends with one evaluation of the last iterate a client, counted, and is the same on every transport', async () => {
    await using folder = await paidExperiment();
    const results: { record: unknown; rows: unknown[] }[] = [];
    for (const transport of ['memory', 'codec', 'socket']) {
      folder.clear();
      const out = folder.path(transport);
      const { code, stdout, stderr } = await runFedzoo(['simulate', folder.file, '--transport', transport, '--out', out, '--json']);
      expect(code, stderr).toBe(0);
      const { queries, observerQueries, value, finalX } = JSON.parse(stdout) as Result;
      expect(folder.calls()).toHaveLength(queries);
      expect({ queries, observerQueries }).toEqual({ queries: spent(ROUNDS) + CLIENTS, observerQueries: 0 });
      // x is in [0,1]^4, the objective in [-1,1]^4.
      const last = finalX.reduce((sum, x) => sum + (2 * x - 1 - 0.3) ** 2, 0);
      expect(value.final).toBeCloseTo(last, 12);
      results.push({ record: withoutSeconds(stdout), rows: await rowsWithoutSeconds(out) });
    }
    const rows = results[0]?.rows as { queries: number; value: number | null }[];
    expect(rows.map(({ queries }) => queries)).toEqual([0, spent(1), spent(2), spent(3) + CLIENTS]);
    expect(rows.every(({ value }) => value !== null)).toBe(true);
    expect(results[1]).toStrictEqual(results[0]);
    expect(results[2]).toStrictEqual(results[0]);
  });

  it('that is stopped by a rule ends so too, for the same reason on every transport', async () => {
    await using folder = await paidExperiment(`stop: { queries: ${spent(2)} }\n`);
    const [memory, socket] = [
      await runFedzoo(['simulate', folder.file, '--json']),
      await runFedzoo(['simulate', folder.file, '--transport', 'socket', '--json']),
    ];
    expect(JSON.parse(memory.stdout)).toMatchObject({ rounds: 2, queries: spent(2) + CLIENTS, stopped: 'queries' });
    expect((JSON.parse(memory.stdout) as Result).value.final).not.toBeNull();
    expect(withoutSeconds(socket.stdout)).toEqual(withoutSeconds(memory.stdout));
  });

  it('makes the evaluations of its rounds only with finalValue: false, and says why the last value is not known', async () => {
    await using folder = await paidExperiment('finalValue: false\n');
    const { code, stdout } = await runFedzoo(['simulate', folder.file, '--out', folder.path('out')]);
    expect(code).toBe(0);
    expect(folder.calls()).toHaveLength(spent(ROUNDS));
    const why = /The value of the last iterate is not known: fedzo evaluates an iterate in the round after it.*observe: true/;
    expect(stdout).toMatch(why);
    expect(await readFile(folder.path('out/report.html'), 'utf8')).toMatch(why);
    expect((JSON.parse(await readFile(folder.path('out/run.json'), 'utf8')) as Result).value.final).toBeNull();
  });

  it('leaves it to the observer where there is one', async () => {
    await using folder = await paidExperiment('observe: true\n');
    const [memory, socket] = [
      await runFedzoo(['simulate', folder.file, '--json']),
      await runFedzoo(['simulate', folder.file, '--transport', 'socket', '--json']),
    ];
    const { queries, observerQueries, value } = JSON.parse(memory.stdout) as Result;
    expect({ queries, observerQueries }).toEqual({ queries: spent(ROUNDS), observerQueries: (ROUNDS + 1) * CLIENTS });
    expect(value.final).not.toBeNull();
    expect(withoutSeconds(socket.stdout)).toEqual(withoutSeconds(memory.stdout));
  });
});

describe('a run whose evaluations cost money and that is broken off', () => {
  it.each(['', 'observe: true\n'])(
    'by kills in the middle of phases goes on to the same result and repeats no evaluation that had ended (%j)',
    async (change) => {
      await using folder = await paidExperiment(change);
      const straight = await runFedzoo(['simulate', folder.file, '--json']);
      const expected = JSON.parse(straight.stdout) as Result;
      const asked = counted(folder.calls());
      folder.clear();
      const out = folder.path('out');
      let kills = 0;
      let result: Result | undefined;
      while (result === undefined) {
        const args = ['simulate', folder.file, '--json', '--workers', String(1 + (kills % 2)), kills === 0 ? '--out' : '--resume', out];
        const child = startFedzoo(args);
        const ending = finished(child);
        await Promise.race([folder.untilCalls(folder.calls().length + 24), ending]);
        killGroup(child);
        const { code, stdout, stderr } = await ending;
        if (code === 0) result = JSON.parse(stdout) as Result;
        else if (code !== null) throw new Error(stderr);
        else kills += 1;
      }
      expect(kills).toBeGreaterThanOrEqual(2);
      expect(result.finalX).toEqual(expected.finalX);
      expect(result.value).toEqual(expected.value);

      expect([...counted(folder.calls()).keys()].sort()).toEqual([...asked.keys()].sort());
      for (const [question, times] of counted(answered(folder.calls()))) expect(times).toBeLessThanOrEqual(asked.get(question) ?? 0);
      // What was under way in a kill was paid for; what was about to be may count too.
      expect(result.queries).toBeGreaterThanOrEqual(expected.queries);
      expect(result.queries).toBeLessThanOrEqual(expected.queries + kills * CLIENTS);
    },
  );

  it('by Ctrl-C ends within two seconds with 130 and what was won, and is not begun anew over what was paid for', async () => {
    await using folder = await paidExperiment();
    const out = folder.path('out');
    const child = startFedzoo(['simulate', folder.file, '--out', out, '--json']);
    const ending = finished(child);
    await Promise.race([folder.untilCalls(50), ending]);
    const asked = performance.now();
    child.kill('SIGINT');
    const { code, stdout } = await ending;
    expect(code).toBe(130);
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(JSON.parse(stdout)).toMatchObject({ stopped: 'interrupted' });

    const again = await runFedzoo(['simulate', folder.file, '--out', out, '--json']);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toMatch(/--out: .* broken off, with evaluations that were paid for; go on with it by --resume/);
    const resumed = await runFedzoo(['simulate', folder.file, '--resume', out, '--json']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ rounds: ROUNDS, stopped: 'rounds' });
    // It has ended now, so the folder may be used again.
    expect((await runFedzoo(['simulate', folder.file, '--out', out, '--json'])).code).toBe(0);
  });
});
