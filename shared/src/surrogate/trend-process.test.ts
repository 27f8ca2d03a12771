import { describe, expect, it } from 'vitest';
import { fillNormal, createStream } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { factoriseTrend, type TrendPrior } from './trend-factor.js';
import { fitTrendProcess, type TrendData } from './trend-process.js';

const d = 4;

function dataOf(count: number, f: (s: Float64Array) => number, noise = 1): TrendData {
  const displacements = new Float64Array(count * d);
  fillNormal(createStream({ seed: 2, client: 0, round: count, purpose: 'test' }), displacements);
  const distances = new Float64Array(count * count);
  scalarKernels.squaredDistances(distances, displacements, displacements, { m: count, n: count, d });
  const values = Float64Array.from({ length: count }, (_, a) => f(displacements.subarray(a * d, (a + 1) * d)));
  return { displacements, distances, values, noise: new Float64Array(count).fill(noise), count, dimension: d };
}

const fit = (data: TrendData, prior: TrendPrior, matrix?: Float64Array) => {
  const factor = factoriseTrend(scalarKernels, data, prior);
  const forms = Float64Array.from({ length: data.count }, (_, a) => form(data.displacements.subarray(a * d, (a + 1) * d)));
  return fitTrendProcess(scalarKernels, data, factor, matrix && { matrix, forms });
};
const squared = (s: Float64Array) => s.reduce((sum, element) => sum + element * element, 0);
const wave = (s: Float64Array) => Math.sin(s[0]!) + s[1]! * s[2]! - 0.3 * s[3]!;
const HESSIAN = Float64Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? 1 + i : 0.1));
const form = (s: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) sum += s[i]! * HESSIAN[i * d + j]! * s[j]!;
  return sum;
};
const OUTSIDE = Float64Array.of(2, -1.5, 1, 3);

describe('a Gaussian process with a fitted trend', () => {
  it('interpolates the data without noise', () => {
    const data = dataOf(12, wave);
    const process = fit(data, { lengthScale: 1, nugget: 0 });
    for (let a = 0; a < data.count; a++)
      expect(process.mean(data.displacements.subarray(a * d, (a + 1) * d))).toBeCloseTo(data.values[a]!, 5);
  });

  it('is exact for an isotropic quadratic, far from the data too', () => {
    const process = fit(
      dataOf(10, (s) => 3 * squared(s)),
      { lengthScale: 1, nugget: 0 },
    );
    expect(process.mean(OUTSIDE)).toBeCloseTo(3 * squared(OUTSIDE), 6);
    expect(process.curvature).toBeCloseTo(3, 8);
  });

  it('is exact for a multiple of the carried form, and gives its half Hessian back', () => {
    const process = fit(
      dataOf(14, (s) => 0.5 * form(s)),
      { lengthScale: 1, nugget: 0 },
      HESSIAN,
    );
    expect(process.mean(OUTSIDE)).toBeCloseTo(0.5 * form(OUTSIDE), 5);
    process.halfHessian().matrix.forEach((element, i) => expect(element).toBeCloseTo(0.5 * HESSIAN[i]!, 5));
  });

  it.each([
    ['without', undefined],
    ['with', HESSIAN],
  ])('has the gradient and the curvature of its mean, %s a carried Hessian', (_, hessian) => {
    const process = fit(dataOf(20, wave), { lengthScale: 1.5, nugget: 1e-4 }, hessian);
    const at = Float64Array.of(0.2, -0.4, 0.3, 0.1);
    const gradient = new Float64Array(d);
    expect(process.meanAndGradient(at, gradient)).toBe(process.mean(at));
    const step = 1e-4;
    for (let j = 0; j < d; j++) {
      const up = Float64Array.from(at, (element, i) => element + (i === j ? step : 0));
      const down = Float64Array.from(at, (element, i) => element - (i === j ? step : 0));
      expect(gradient[j]).toBeCloseTo((process.mean(up) - process.mean(down)) / (2 * step), 6);
    }
  });

  it.each([
    ['without', undefined],
    ['with', HESSIAN],
  ])(
    'gives half the second differences of its mean at the centre, and their form at every displacement, %s a carried Hessian',
    (_, carried) => {
      const data = dataOf(20, wave);
      const process = fit(data, { lengthScale: 1.5, nugget: 1e-4 }, carried);
      const { matrix, forms } = process.halfHessian();
      const step = 1e-3;
      const at = (...signs: [number, number][]) => {
        const s = new Float64Array(d);
        for (const [j, sign] of signs) s[j] = s[j]! + sign * step;
        return process.mean(s);
      };
      for (let i = 0; i < d; i++) {
        for (let j = 0; j < d; j++) {
          const mixed = at([i, 1], [j, 1]) - at([i, 1], [j, -1]) - at([i, -1], [j, 1]) + at([i, -1], [j, -1]);
          expect(matrix[i * d + j]).toBeCloseTo(mixed / (8 * step * step), 4);
        }
      }
      for (let a = 0; a < data.count; a++) {
        const s = data.displacements.subarray(a * d, (a + 1) * d);
        let expected = 0;
        for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) expected += s[i]! * matrix[i * d + j]! * s[j]!;
        expect(forms[a]).toBeCloseTo(expected, 9);
      }
    },
  );

  it('recovers the noise of its values: amplitude² · nugget is their variance within a third at σ = 2', () => {
    const noise = new Float64Array(300);
    fillNormal(createStream({ seed: 4, client: 0, round: 1, purpose: 'test' }), noise);
    let at = 0;
    const process = fit(
      dataOf(300, () => 2 * noise[at++]!),
      { lengthScale: 50, nugget: 100 },
    );
    const variance = process.amplitude ** 2 * 100;
    expect(variance).toBeGreaterThan(4 / 1.33);
    expect(variance).toBeLessThan(4 * 1.33);
  });

  it('fits a value less closely the noisier it is said to be', () => {
    const misfit = (noise: number) => {
      const data = dataOf(12, wave);
      data.noise[3] = noise;
      const process = fit(data, { lengthScale: 1, nugget: 0.01 });
      return Math.abs(process.mean(data.displacements.subarray(3 * d, 4 * d)) - data.values[3]!);
    };
    expect(misfit(100)).toBeGreaterThan(3 * misfit(1));
  });

  it('takes the same point twice', () => {
    const data = dataOf(6, wave);
    data.displacements.copyWithin(0, d, 2 * d);
    scalarKernels.squaredDistances(data.distances, data.displacements, data.displacements, { m: 6, n: 6, d });
    data.values[0] = data.values[1]!;
    expect(Number.isFinite(fit(data, { lengthScale: 1, nugget: 0 }).mean(OUTSIDE))).toBe(true);
  });
});

describe('the covariance of values from cohorts that differ', () => {
  const data = dataOf(9, wave);
  const reaches = Float64Array.from({ length: 9 }, (_, a) => squared(data.displacements.subarray(a * d, (a + 1) * d)));
  // Three cohorts that all measured from the centre, and a value of none.
  const of = Float64Array.of(-1, 4, 4, 4, 8, 8, 8, 8, 20);
  const product = (a: number, b: number): number => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += data.displacements[a * d + j]! * data.displacements[b * d + j]!;
    return sum;
  };

  it('is that of one process, and within a cohort of an offset and a slope of its own', () => {
    const prior = { lengthScale: 1.5, nugget: 0.3 };
    const { lower } = factoriseTrend(scalarKernels, { ...data, cohorts: { of, reaches } }, prior);
    const usual = reaches.reduce((sum, reach) => sum + reach, 0) / 9;
    for (let a = 0; a < 9; a++) {
      for (let b = 0; b <= a; b++) {
        let made = 0;
        for (let k = 0; k <= b; k++) made += lower[a * 9 + k]! * lower[b * 9 + k]!;
        const process = 1 / (1 + data.distances[a * 9 + b]! / 4.5) + (a === b ? 1e-8 + 0.003 : 0);
        const shared = of[a] === of[b] && of[a]! >= 0 ? 0.3 * (1 + product(a, b) / usual) : 0;
        expect(made).toBeCloseTo(process + shared, 10);
      }
    }
  });

  it('halves the error of a prediction at least where slopes and offsets are no part of F', () => {
    const count = 60;
    const sample = dataOf(count, squared);
    const cohorts = { of: Float64Array.from({ length: count }, (_, a) => a % 6), reaches: new Float64Array(count) };
    const values = sample.values.map((value, a) => {
      const s = sample.displacements.subarray(a * d, (a + 1) * d);
      cohorts.reaches[a] = squared(s);
      const cohort = a % 6;
      return value + 3 * Math.sin(cohort) + 2 * Math.cos(2 * cohort) * s[cohort % d]!;
    });
    const errorOf = (given: TrendData, nugget: number): number => {
      const process = fit({ ...given, values }, { lengthScale: 3, nugget });
      return Math.abs(process.mean(OUTSIDE) - process.mean(new Float64Array(d)) - squared(OUTSIDE));
    };
    expect(errorOf({ ...sample, cohorts }, 1)).toBeLessThan(0.5 * Math.min(errorOf(sample, 1), errorOf(sample, 0.01), errorOf(sample, 0)));
  });
});
