import { describe, expect, it } from 'vitest';
import { selectCohort } from './selection.js';

const hundred = Array.from({ length: 100 }, (_, number) => number);

describe('the selection of a cohort', () => {
  it('takes everybody who is there under `all`, in order of number', () => {
    expect(selectCohort({ kind: 'all' }, [4, 0, 2], { seed: 1, round: 1 })).toEqual([0, 2, 4]);
  });

  it('draws without replacement, in increasing order, whoever asks first', () => {
    const cohort = selectCohort({ kind: 'uniform', clients: 10 }, hundred, { seed: 3, round: 7 });
    expect(new Set(cohort).size).toBe(10);
    expect(cohort).toEqual([...cohort].sort((a, b) => a - b));
    expect(selectCohort({ kind: 'uniform', clients: 10 }, [...hundred].reverse(), { seed: 3, round: 7 })).toEqual(cohort);
  });

  it('takes all when fewer are there than asked for', () => {
    expect(selectCohort({ kind: 'uniform', clients: 10 }, [5, 1], { seed: 3, round: 7 })).toEqual([1, 5]);
  });

  it('picks each client equally often: counts over 4,000 rounds lie within five deviations of the mean', () => {
    const counts = new Float64Array(100);
    const rounds = 4000;
    for (let round = 1; round <= rounds; round++) {
      for (const number of selectCohort({ kind: 'uniform', clients: 10 }, hundred, { seed: 5, round }))
        counts[number] = counts[number]! + 1;
    }
    const deviation = Math.sqrt(rounds * 0.1 * 0.9);
    for (const count of counts) expect(Math.abs(count - rounds * 0.1)).toBeLessThan(5 * deviation);
  });
});
