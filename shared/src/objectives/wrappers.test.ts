import { describe, expect, it } from 'vitest';
import { createBox } from './box.js';
import { withFailures } from './failures.js';
import { withRotation, withShift } from './moved-objective.js';
import { fromFunction } from './natural-units.js';
import { withNoise } from './noise.js';
import type { Outcome, SynchronousObjective } from './objective.js';

const objective = fromFunction(createBox(-1, 1, 3), (z) => z.reduce((sum, v, j) => sum + (j + 1) * v * v, 0));
const x = Float64Array.of(0.2, 0.5, 0.9);
const name = { seed: 5, client: 2 };

function valueOf(outcome: Outcome): number {
  if (outcome.kind !== 'value') throw new Error(`expected a value, got ${outcome.kind}`);
  return outcome.value;
}

function noiseAt(noisy: SynchronousObjective, query: number): number {
  return valueOf(noisy.evaluate(x, query)) - objective.truth(x);
}

describe('noise', () => {
  it('has mean 0 and the standard deviation asked for', () => {
    const noisy = withNoise(objective, { ...name, noiseStdDev: 0.25 });
    const draws = Array.from({ length: 20_000 }, (_, query) => noiseAt(noisy, query));
    const mean = draws.reduce((sum, v) => sum + v, 0) / draws.length;
    const variance = draws.reduce((sum, v) => sum + (v - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.007);
    expect(Math.abs(Math.sqrt(variance) - 0.25)).toBeLessThan(0.005);
  });

  it('is fixed by seed, client and the number of the query, and differs between them', () => {
    const noisy = withNoise(objective, { ...name, noiseStdDev: 1 });
    expect(noisy.evaluate(x, 41)).toEqual(noisy.evaluate(x, 41));
    expect(noiseAt(noisy, 41)).not.toBe(noiseAt(noisy, 42));
    expect(noiseAt(noisy, 41)).not.toBe(noiseAt(withNoise(objective, { ...name, client: 3, noiseStdDev: 1 }), 41));
    expect(noiseAt(noisy, 41)).not.toBe(noiseAt(withNoise(objective, { ...name, seed: 6, noiseStdDev: 1 }), 41));
  });

  it('leaves the truth, and outcomes other than a value, alone', () => {
    const failing: SynchronousObjective = { dimension: 3, evaluate: () => ({ kind: 'timedOut' }) };
    expect(withNoise(failing, { ...name, noiseStdDev: 1 }).evaluate(x, 0)).toEqual({ kind: 'timedOut' });
    expect(withNoise(objective, { ...name, noiseStdDev: 1 }).truth?.(x)).toBe(objective.truth(x));
    expect(withNoise(objective, { ...name, noiseStdDev: 0 })).toBe(objective);
  });

  it('has a standard deviation of at least 0', () => {
    expect(() => withNoise(objective, { ...name, noiseStdDev: -1 })).toThrow('noiseStdDev: is -1, must be a finite number, at least 0');
  });
});

describe('failures', () => {
  it('strike the share of queries asked for, the same ones each time, with the outcome asked for', () => {
    const flaky = withFailures(objective, { ...name, rate: 0.3, outcome: { kind: 'infeasible' } });
    const kinds = Array.from({ length: 5000 }, (_, query) => flaky.evaluate(x, query).kind);
    expect(Math.abs(kinds.filter((kind) => kind === 'infeasible').length / 5000 - 0.3)).toBeLessThan(0.03);
    expect(Array.from({ length: 5000 }, (_, query) => flaky.evaluate(x, query).kind)).toEqual(kinds);
    expect(flaky.truth?.(x)).toBe(objective.truth(x));
  });

  it('strike never at rate 0 and always at rate 1', () => {
    expect(withFailures(objective, { ...name, rate: 0 })).toBe(objective);
    expect(withFailures(objective, { ...name, rate: 1 }).evaluate(x, 9).kind).toBe('failed');
    expect(() => withFailures(objective, { ...name, rate: 1.1 })).toThrow('rate: is 1.1, must be in [0, 1]');
  });
});

describe('a moved objective', () => {
  it('is shifted: f(x + s), projected where that leaves the box', () => {
    const shifted = withShift(objective, [0.1, -0.2, 0.5]);
    expect(valueOf(shifted.evaluate(x, 0))).toBe(objective.truth(Float64Array.of(0.2 + 0.1, 0.5 - 0.2, 1)));
    expect(shifted.truth?.(x)).toBe(valueOf(shifted.evaluate(x, 0)));
  });

  it('is rotated about the middle: the middle stays, distances stay, the coordinates mix', () => {
    const rotated = withRotation(
      fromFunction(createBox(-1, 1, 3), (z) => z.reduce((sum, v) => sum + v * v, 0)),
      name,
    );
    const middle = new Float64Array(3).fill(0.5);
    expect(rotated.truth?.(middle)).toBe(0);
    const offset = Float64Array.of(0.6, 0.55, 0.45);
    expect(rotated.truth?.(offset)).toBeCloseTo(4 * (0.1 ** 2 + 0.05 ** 2 + 0.05 ** 2), 12);
    const alongAxis = Float64Array.of(0.9, 0.5, 0.5);
    expect(withRotation(objective, name).truth?.(alongAxis)).toBeGreaterThan(objective.truth(alongAxis) + 0.01);
    expect(withRotation(objective, name).truth?.(alongAxis)).not.toBe(withRotation(objective, { ...name, client: 3 }).truth?.(alongAxis));
  });
});
