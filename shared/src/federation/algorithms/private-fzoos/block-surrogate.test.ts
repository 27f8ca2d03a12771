import { describe, expect, it } from 'vitest';
import { createStream, fillNormal } from '../../../numeric/random-stream.js';
import { scalarKernels as kernels } from '../../../numeric/scalar-kernels.js';
import { solveDual } from '../../../surrogate/ridge.js';
import { createFeatureWindow } from '../../../surrogate/feature-window.js';
import type { RunId, RunPlan } from '../../messages.js';
import { blockSurrogate, localFeatures } from './block-surrogate.js';
import { privateFzoosOptions, type PrivateFzoosOptions } from './options.js';

const d = 6;
const plan: RunPlan = {
  run: 'run-00000000' as RunId,
  name: 'p',
  seed: 4,
  rounds: 1,
  dimension: d,
  dtype: 'f64',
  algorithm: { kind: 'private-fzoos' },
};

function made(changes: Partial<PrivateFzoosOptions> = {}) {
  const options = privateFzoosOptions.parse({ kind: 'private-fzoos', ...changes });
  const features = localFeatures(options, plan, kernels);
  return { options, features, surrogate: blockSurrogate(options, { plan, kernels, features, block: 0 }) };
}

function draws(count: number, round: number): Float64Array {
  const values = new Float64Array(count);
  fillNormal(createStream({ seed: 3, client: 0, round, purpose: 'test' }), values);
  return values;
}
const norm = (v: Float64Array) => Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));

describe('the surrogate of a block', () => {
  it('is the ridge fit of differences of features to differences of values', () => {
    const { options, features, surrogate } = made();
    const values = draws(2 * d, 1);
    const window = createFeatureWindow(features, 2 * d + 1, kernels);
    const points = new Float64Array((2 * d + 1) * d);
    surrogate.displacements.forEach((displacement, k) => points.set(displacement, k * d));
    const rows = window.hold(points).rows;
    const origin = rows[2 * d]!;
    const differences = rows.slice(0, 2 * d).map((row) => row.map((value, j) => value - origin[j]!));
    const { weights } = solveDual(kernels, {
      features: {
        rows: differences,
        gramInto(gram) {
          differences.forEach((a, i) =>
            differences.forEach((b, j) => (gram[i * 2 * d + j] = a.reduce((sum, value, m) => sum + value * b[m]!, 0))),
          );
        },
      },
      featureCount: features.count,
      targets: values,
      ridge: options.ridge,
    });
    const own = surrogate.weights(surrogate.coordinates(values));
    own.forEach((weight, j) => expect(Math.abs(weight - weights[j]!)).toBeLessThan(1e-9 * norm(weights)));
  });

  it('is linear in the values, so the mean of records’ weights is the weights of their mean', () => {
    const { surrogate } = made();
    const [one, other] = [draws(2 * d, 1), draws(2 * d, 2)];
    const [a, b] = [surrogate.coordinates(one), surrogate.coordinates(other)];
    const mean = surrogate.coordinates(one.map((value, k) => (value + other[k]!) / 2));
    mean.forEach((value, k) => expect(value).toBeCloseTo((a[k]! + b[k]!) / 2, 9));
  });

  it('has coordinates as long as the weights over ℓ', () => {
    const { options, surrogate } = made();
    const coordinates = draws(2 * d, 3);
    expect(norm(surrogate.weights(coordinates)) / options.lengthScale).toBeCloseTo(norm(coordinates), 6);
  });

  it('knows slopes: of a linear function those of the function, and never longer than the coordinates but for the error of the features', () => {
    const { features, surrogate } = made({ features: 512 });
    const slope = draws(d, 4);
    const values = Float64Array.from(surrogate.displacements, (u) => u.reduce((sum, c, j) => sum + c * slope[j]!, 0));
    const coordinates = surrogate.coordinates(values);
    const seen = features.gradient(surrogate.weights(coordinates), new Float64Array(d));
    // The ridge takes σ²/(ρ²/ℓ²) off, the kernel ρ²/6ℓ².
    seen.forEach((value, j) => expect(Math.abs(value - slope[j]!)).toBeLessThan(0.06 * norm(slope)));
    expect(norm(coordinates)).toBeLessThan(1.1 * norm(slope));
    for (let round = 5; round < 15; round++) {
      const any = draws(2 * d, round);
      expect(
        norm(
          features.gradient(
            surrogate.weights(any),
            draws(d, round).map((c) => 0.02 * c),
          ),
        ),
      ).toBeLessThan(1.15 * norm(any));
    }
  });

  it('does not amplify beyond 1/(2σ)', () => {
    const { options, surrogate } = made();
    const values = draws(2 * d, 6);
    expect(norm(surrogate.weights(surrogate.coordinates(values)))).toBeLessThan(norm(values) / (2 * Math.sqrt(options.ridge)));
    expect(privateFzoosOptions.safeParse({ kind: 'private-fzoos', ridge: 1e-6 }).success).toBe(false);
  });

  it('refuses fewer features than its design has points', () => {
    expect(() => made({ features: 10 })).toThrow(/algorithm\.features.*is 10.*12 points/);
  });
});
