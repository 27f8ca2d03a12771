import { describe, expect, it } from 'vitest';
import { exp } from '../numeric/elementary.js';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { fitDifferenceProcess, type DesignSite, type DifferenceData, type SiteObservation } from './difference-process.js';

const d = 3;
const SIZE = 4;
const PRIOR = { lengthScale: 0.8, amplitude: 1.7 };
const wave = (x: Float64Array) => Math.sin(2 * x[0]!) + x[1]! * x[2]! - 0.3 * x[2]! ** 2;

function draws(round: number, count: number, scale: number): Float64Array {
  const values = new Float64Array(count);
  fillNormal(createStream({ seed: 5, client: 0, round, purpose: 'test' }), values);
  return values.map((value) => scale * value);
}

/** Two designs; three sites of the first, one of the second. */
function sitesOf(radius: number, step: number): DesignSite[] {
  const [first, second] = [draws(1, SIZE * d, radius), draws(2, SIZE * d, radius)];
  const centres = [3, 4, 5, 6].map((round) => draws(round, d, step));
  return centres.map((centre, i) => ({ centre, displacements: i < 3 ? first : second }));
}

function differences({ centre, displacements }: DesignSite, f: (x: Float64Array) => number): Float64Array {
  return Float64Array.from({ length: SIZE }, (_, k) => f(centre.map((c, j) => c + displacements[k * d + j]!)) - f(centre));
}

function dataOf(sites: readonly DesignSite[], noiseVariance: number, f = wave): DifferenceData {
  const at = sites.map((site) => differences(site, f));
  const change = (site: number, less: number): SiteObservation => ({
    site,
    less,
    values: at[site]!.map((value, k) => value - at[less]![k]!),
    noiseVariance,
  });
  return {
    sites,
    observations: [{ site: 0, values: at[0]!, noiseVariance }, change(1, 0), change(2, 1), { site: 3, values: at[3]!, noiseVariance }],
  };
}

/** The posterior mean by the definition: four kernels a covariance of differences, and elimination without pivots. */
function meanByDefinition({ sites, observations }: DifferenceData, x: Float64Array): number {
  const kernel = (a: Float64Array, b: Float64Array) => {
    let squared = 0;
    for (let j = 0; j < d; j++) squared += (a[j]! - b[j]!) ** 2;
    return PRIOR.amplitude ** 2 * exp((-0.5 * squared) / PRIOR.lengthScale ** 2);
  };
  const terms = observations.flatMap(({ site, less, values, noiseVariance }) =>
    [...values].map((value, k) => {
      const parts = [site, ...(less === undefined ? [] : [less])].flatMap((i, sign) => {
        const { centre, displacements } = sites[i]!;
        const point = centre.map((c, j) => c + displacements[k * d + j]!);
        return [
          { point, weight: sign === 0 ? 1 : -1 },
          { point: centre, weight: sign === 0 ? -1 : 1 },
        ];
      });
      return { value, noiseVariance, parts };
    }),
  );
  const matrix = terms.map((a, i) => [
    ...terms.map((b, j) => {
      let sum = i === j ? a.noiseVariance : 0;
      for (const p of a.parts) for (const q of b.parts) sum += p.weight * q.weight * kernel(p.point, q.point);
      return sum;
    }),
    a.value,
  ]);
  const n = terms.length;
  for (let i = 0; i < n; i++) {
    for (let r = i + 1; r < n; r++) {
      const factor = matrix[r]![i]! / matrix[i]![i]!;
      for (let c = i; c <= n; c++) matrix[r]![c] = matrix[r]![c]! - factor * matrix[i]![c]!;
    }
  }
  const weights = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let rest = matrix[i]![n]!;
    for (let c = i + 1; c < n; c++) rest -= matrix[i]![c]! * weights[c]!;
    weights[i] = rest / matrix[i]![i]!;
  }
  return terms.reduce(
    (sum, { parts }, i) => sum + weights[i]! * parts.reduce((s, { point, weight }) => s + weight * kernel(x, point), 0),
    0,
  );
}

describe('a Gaussian process on differences and their changes', () => {
  it('has the posterior mean of its definition', () => {
    const data = dataOf(sitesOf(0.4, 0.5), 1e-3);
    const process = fitDifferenceProcess(scalarKernels, data, PRIOR);
    for (let round = 10; round < 15; round++) {
      const x = draws(round, d, 0.7);
      expect(process.mean(x)).toBeCloseTo(meanByDefinition(data, x), 9);
    }
  });

  it('gives back what was observed without noise', () => {
    const sites = sitesOf(0.4, 0.5);
    const process = fitDifferenceProcess(scalarKernels, dataOf(sites, 0), PRIOR);
    for (const site of sites)
      differences(site, (x) => process.mean(x)).forEach((value, k) => expect(value).toBeCloseTo(differences(site, wave)[k]!, 6));
  });

  it('has the gradient of its mean', () => {
    const process = fitDifferenceProcess(scalarKernels, dataOf(sitesOf(0.4, 0.5), 1e-3), PRIOR);
    const x = draws(20, d, 0.5);
    const gradient = new Float64Array(d);
    expect(process.meanAndGradient(x, gradient)).toBe(process.mean(x));
    gradient.forEach((slope, j) => {
      const moved = (by: number) => x.map((c, i) => (i === j ? c + by : c));
      expect(slope).toBeCloseTo((process.mean(moved(1e-5)) - process.mean(moved(-1e-5))) / 2e-5, 7);
    });
  });

  it('knows the curvature from changes of slopes over designs far smaller than rounding would allow to sum', () => {
    const radius = 1e-5;
    const axes = Float64Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? radius : 0));
    const sites = [0, 1e-4].map((step): DesignSite => ({
      centre: Float64Array.of(0.1 + step, 0.1 + step, 0.1 + step),
      displacements: axes,
    }));
    // Exact differences of the bowl, which evaluations would give to ten digits fewer.
    const slopes = sites.map(({ centre }) => centre.map((c, j) => (j + 1) * (c * radius + radius ** 2 / 2)));
    const changes = slopes[1]!.map((value, k) => value - slopes[0]![k]!);
    const noiseVariance = (1e-4 * radius * 1e-4) ** 2;
    const data: DifferenceData = {
      sites,
      observations: [
        { site: 0, values: slopes[0]!, noiseVariance },
        { site: 1, less: 0, values: changes, noiseVariance },
      ],
    };
    const process = fitDifferenceProcess(scalarKernels, data, { lengthScale: 1, amplitude: 1 });
    const [at, gradient] = [new Float64Array(d), new Float64Array(d)];
    process.meanAndGradient(sites[0]!.centre, at);
    process.meanAndGradient(sites[1]!.centre, gradient);
    gradient.forEach((slope, j) => expect((slope - at[j]!) / (1e-4 * (j + 1))).toBeCloseTo(1, 2));
  });

  it('refuses observations of no site, and of other sizes', () => {
    const { sites, observations } = dataOf(sitesOf(0.4, 0.5), 0);
    const fit = (data: DifferenceData) => () => fitDifferenceProcess(scalarKernels, data, PRIOR);
    expect(fit({ sites, observations: [] })).toThrow(/observations/);
    expect(fit({ sites, observations: [{ ...observations[0]!, less: 9 }] })).toThrow(/observations\[0\]/);
    expect(fit({ sites, observations: [observations[0]!, { site: 0, values: new Float64Array(2), noiseVariance: 0 }] })).toThrow(
      /observations\[1\]/,
    );
    expect(fit({ sites: [sites[0]!, { centre: new Float64Array(2), displacements: new Float64Array(8) }], observations })).toThrow(
      /sites\[1\]/,
    );
  });
});
