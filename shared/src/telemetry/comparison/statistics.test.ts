import { describe, expect, it } from 'vitest';
import { dataProfiles } from './data-profile.js';
import { costGrid, quartileCurve } from './quartile-curve.js';
import { quartiles } from './quartiles.js';
import { runOf } from './testing/small-runs.js';
import { summarise } from './summary.js';
import { commonTargets, costToReach, reachOf } from './targets.js';

describe('quartiles', () => {
  it('interpolate between order statistics', () => {
    expect(quartiles([4, 1, 3, 2])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 });
    expect(quartiles([5])).toEqual({ lower: 5, median: 5, upper: 5 });
  });

  it('are not known of no values, nor where they need one that was never reached', () => {
    expect(quartiles([])).toEqual({ lower: null, median: null, upper: null });
    expect(quartiles([1, 2, 3, Infinity, Infinity])).toEqual({ lower: 2, median: 3, upper: null });
    expect(quartiles([1, Infinity])).toEqual({ lower: null, median: null, upper: null });
    expect(quartiles([Infinity, Infinity])).toEqual({ lower: null, median: null, upper: null });
  });

  it('do not depend on the order of the values', () => {
    const values = [0.3, -2, 17, 1e-9, 4, 4];
    expect(quartiles(values.toReversed())).toEqual(quartiles(values));
  });
});

describe('a quartile curve', () => {
  const quick = runOf('a', [8, 4, 2], { queriesARound: 10 });
  const slow = runOf('a', [8, 6], { seed: 2, queriesARound: 15 });

  it('takes from each run the best value that had been paid for', () => {
    expect(costGrid([quick, slow], 'queries')).toEqual([0, 10, 15, 20]);
    expect(quartileCurve([quick, slow], 'queries').map(({ spent, median }) => [spent, median])).toEqual([
      [0, 8],
      [10, 6],
      [15, 5],
      [20, 4],
    ]);
  });

  it('goes by bytes, and by round trips where these are counted', () => {
    expect(quartileCurve([quick], 'bytes').map(({ spent }) => spent)).toEqual([0, 200, 400]);
    expect(quartileCurve([{ ...quick, trips: [0, 2, 4] }], 'trips').map(({ spent }) => spent)).toEqual([0, 2, 4]);
    expect(quartileCurve([quick], 'trips').map(({ spent }) => spent)).toEqual([0, 1, 2]);
  });

  it('of one run is that run, with no spread', () => {
    expect(quartileCurve([quick], 'queries')).toEqual(
      quick.rows.map(({ queries, best }) => ({ spent: queries, lower: best, median: best, upper: best })),
    );
  });

  it('is not known until more than half of the runs have a value', () => {
    const late = [runOf('a', [null, 3]), runOf('a', [null, 3], { seed: 2 }), runOf('a', [5, 5], { seed: 3 })];
    expect(quartileCurve(late, 'queries').map(({ median }) => median)).toEqual([null, 3]);
  });

  it('never rises where the best never does, and keeps its ends on a thinned grid', () => {
    const run = runOf(
      'a',
      Array.from({ length: 5000 }, (_, i) => 1 / (1 + i)),
    );
    const curve = quartileCurve([run], 'queries');
    expect(curve.length).toBeLessThanOrEqual(400);
    expect([curve[0]?.spent, curve.at(-1)?.spent]).toEqual([0, 49_990]);
    expect(curve.every(({ median }, i) => i === 0 || median! <= curve[i - 1]!.median!)).toBe(true);
  });
});

describe('common targets', () => {
  const runs = [runOf('a', [10, 4, 2]), runOf('b', [10, 7, 6])];

  it('are shares of the gap to the best value of all, or to the optimum where it is known', () => {
    expect(commonTargets(runs, [0.5])).toEqual({ initial: 10, reference: 2, isOptimum: false, targets: [{ level: 0.5, value: 6 }] });
    const known = runs.map((run) => ({ ...run, optimum: 0 }));
    expect(commonTargets(known, [0.1])).toMatchObject({ reference: 0, isOptimum: true, targets: [{ value: 1 }] });
  });

  it('do not exist where the start is not known or nobody left it', () => {
    expect(commonTargets([runOf('a', [null, 4])])).toBeNull();
    expect(commonTargets([runOf('a', [4, 4])])).toBeNull();
    expect(commonTargets([])).toBeNull();
  });

  it('are reached at the first row at or below them', () => {
    expect(costToReach(runs[0]!, 4)).toBe(10);
    expect(costToReach(runs[0]!, 4, 'bytes')).toBe(200);
    expect(costToReach(runs[0]!, 1)).toBeNull();
  });

  it('that a run misses make it infinitely dear, so a method gains nothing by failing', () => {
    expect(reachOf(runs, 4)).toEqual({ cost: { lower: null, median: null, upper: null }, reached: 1 });
    expect(reachOf([...runs, runOf('a', [10, 3], { seed: 2 })], 4)).toMatchObject({ cost: { median: 10, upper: null }, reached: 2 });
  });
});

describe('a data profile', () => {
  it('is the share of problems that were solved within each budget, against the best of each problem', () => {
    const runs = [
      runOf('a', [10, 0], { problem: 'easy' }),
      runOf('a', [100, 60, 50], { problem: 'hard' }),
      runOf('b', [10, 5, 0], { problem: 'easy' }),
      runOf('b', [100, 90, 0], { problem: 'hard' }),
    ];
    expect(dataProfiles(runs, { level: 0.1, budgets: [0, 10, 20] })).toEqual([
      { experiment: 'a', shares: [0, 0.5, 0.5] },
      { experiment: 'b', shares: [0, 0, 1] },
    ]);
  });

  it('never falls as the budget grows, nor rises as the gap gets harder', () => {
    const runs = Array.from({ length: 8 }, (_, i) => runOf('a', [1, 0.5 ** i, 0.1 ** i, 0], { problem: String(i) }));
    const budgets = [0, 10, 20, 30];
    const [easy, hard] = [0.5, 1e-4].map((level) => dataProfiles(runs, { level, budgets })[0]!.shares);
    expect(easy).toEqual([...easy!].sort((a, b) => a - b));
    expect(hard!.every((share, i) => share <= easy![i]!)).toBe(true);
  });
});

describe('a summary', () => {
  it('is of the runs that ended by themselves, and of broken ones only where there are no others', () => {
    const { experiments } = summarise([
      runOf('a', [10, 2]),
      runOf('a', [10, 4], { seed: 2 }),
      runOf('a', [10], { seed: 3, isPartial: true }),
      runOf('b', [10, 9], { isPartial: true }),
    ]);
    expect(experiments).toMatchObject([
      {
        experiment: 'a',
        runs: 2,
        isPartial: false,
        queries: { median: 10 },
        bytes: { median: 200 },
        trips: { median: 1 },
        best: { median: 3 },
      },
      { experiment: 'b', runs: 1, isPartial: true, best: { median: 9 } },
    ]);
  });

  it('says what each target cost and how many runs got there', () => {
    const { experiments } = summarise([runOf('a', [10, 1, 0]), runOf('b', [10, 9, 5])], [0.1]);
    expect(experiments[0]?.targets).toMatchObject([{ value: 1, reached: 1, queries: { median: 10 }, bytes: { median: 200 } }]);
    expect(experiments[1]?.targets).toMatchObject([{ reached: 0, queries: { median: null } }]);
  });
});
