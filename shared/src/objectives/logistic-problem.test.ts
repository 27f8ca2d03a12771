import { describe, expect, it } from 'vitest';
import { createStream } from '../numeric/random-stream.js';
import { logisticBounds } from './logistic-loss.js';
import { createLogisticProblem, type LogisticOptions } from './logistic-problem.js';

const OPTIONS: LogisticOptions = {
  dimension: 6,
  clients: 3,
  records: 200,
  regulariser: 0.02,
  labelNoise: 0.1,
  condition: 10,
  heterogeneity: 0.5,
  gradients: true,
  seed: 4,
  lower: -8,
  upper: [8, 8, 8, 8, 8, 4],
  start: 0,
};

function answerAt(x: Float64Array, options: Partial<LogisticOptions> = {}, client = 0) {
  const outcome = createLogisticProblem({ ...OPTIONS, ...options }).objectives[client]!.evaluate(x, 0);
  if (outcome.kind !== 'value') throw new Error(outcome.kind);
  return outcome;
}

const points = (count: number): Float64Array[] => {
  const stream = createStream({ seed: 1, client: 0, round: 0, purpose: 'test' });
  return Array.from({ length: count }, () => Float64Array.from({ length: OPTIONS.dimension }, () => stream.uniform()));
};

describe('logistic regression on made records', () => {
  it('spreads all records over the clients, and weighs each by its share', () => {
    const { objectives, weights, start } = createLogisticProblem(OPTIONS);
    const counts = objectives.map((_, client) => answerAt(start, {}, client).records!.length);
    expect(counts).toEqual([67, 67, 66]);
    expect([...weights]).toEqual(counts.map((count) => count / 200));
  });

  it('has log 2 as the loss of every record where the weights are 0', () => {
    const { start } = createLogisticProblem(OPTIONS);
    const { value, records } = answerAt(start);
    for (const loss of records!) expect(loss).toBeCloseTo(Math.LN2, 15);
    expect(value).toBeCloseTo(Math.LN2, 14);
  });

  it('tells the gradients that central differences of the losses have', () => {
    for (const x of points(3)) {
      const { gradients } = answerAt(x);
      for (let j = 0; j < x.length; j++) {
        const [up, down] = [1e-5, -1e-5].map((step) => answerAt(x.with(j, x[j]! + step)).records!);
        up!.forEach((loss, n) => expect(Math.abs((loss - down![n]!) / 2e-5 - gradients![n * x.length + j]!)).toBeLessThan(1e-7));
      }
    }
  });

  it('is nowhere steeper or more curved, for any record, than the public bounds say', () => {
    const { steepness, smoothness } = logisticBounds({ width: 16, dimension: 6, regulariser: OPTIONS.regulariser });
    const [x, ...others] = points(20);
    const here = answerAt(x!).gradients!;
    for (const y of others) {
      const there = answerAt(y).gradients!;
      const distance = Math.hypot(...y.map((v, j) => v - x![j]!));
      for (let n = 0; n < here.length; n += 6) {
        expect(Math.hypot(...there.subarray(n, n + 6))).toBeLessThanOrEqual(steepness);
        expect(Math.hypot(...there.subarray(n, n + 6).map((slope, j) => slope - here[n + j]!))).toBeLessThanOrEqual(smoothness * distance);
      }
    }
  });

  it('is made from its seed, client by client, and tells gradients only where asked', () => {
    const [x] = points(1);
    expect(answerAt(x!)).toEqual(answerAt(x!));
    expect(answerAt(x!, { seed: 5 }).records).not.toEqual(answerAt(x!).records);
    expect(answerAt(x!, {}, 1).records).not.toEqual(answerAt(x!).records);
    expect(answerAt(x!, { gradients: false }).gradients).toBeUndefined();
  });

  it('is finite for weights beyond all measure', () => {
    const { value, gradients } = answerAt(new Float64Array(6).fill(1), { lower: -1e100, upper: 1e100, start: 0 });
    expect(value).toBeLessThan(Infinity);
    expect(gradients!.every((slope) => Number.isFinite(slope))).toBe(true);
  });

  it.each([
    ['records', { records: 2 }, /records: is 2, must be a whole number, at least one a client \(3\)/],
    ['labelNoise', { labelNoise: 2 }, /labelNoise: is 2/],
    ['condition', { condition: 0.5 }, /condition: is 0.5/],
    ['start', { start: 9 }, /start\[0\]: is 9, must lie in the box/],
  ] as const)('refuses a wrong %s by name', (_, options, message) => {
    expect(() => createLogisticProblem({ ...OPTIONS, ...options })).toThrow(message);
  });
});
