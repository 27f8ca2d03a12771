import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { createFeatureWindow, type FeatureRows } from './feature-window.js';
import { createFeatures } from './fourier-features.js';
import { fitFeatures } from './ridge.js';

const D = 4;
const M = 120;
const features = createFeatures({ seed: 1, count: M, dimension: D, lengthScale: 1 }, scalarKernels);

function gramOf(rows: FeatureRows): Float64Array {
  const gram = new Float64Array(rows.rows.length ** 2);
  rows.gramInto(gram);
  return gram;
}

/** The points of the given numbers from an endless list of distinct ones. */
function pointsOf(numbers: readonly number[]): Float64Array {
  return Float64Array.from(
    numbers.flatMap((number) => {
      const stream = createStream({ seed: 2, client: 0, round: number, purpose: 'test' });
      return Array.from({ length: D }, () => stream.uniform());
    }),
  );
}

/** Windows as a trajectory makes them: most points stay, some leave, some come, some come back; the order changes. */
function windows(): number[][] {
  const stream = createStream({ seed: 3, client: 0, round: 0, purpose: 'test' });
  return Array.from({ length: 12 }, (_, round) => {
    const numbers = new Set<number>();
    const size = 60 + stream.integer(90);
    while (numbers.size < size) numbers.add(stream.integer(160 + 15 * round));
    return [...numbers];
  });
}

describe('a feature window', () => {
  it('gives rows and products that were kept the bits of rows and products made anew', () => {
    const window = createFeatureWindow(features, 150, scalarKernels);
    for (const numbers of windows()) {
      const points = pointsOf(numbers);
      const kept = window.hold(points);
      const anew = createFeatureWindow(features, numbers.length, scalarKernels).hold(points);
      expect(kept.rows).toEqual(anew.rows);
      expect(gramOf(kept)).toEqual(gramOf(anew));
    }
  });

  it('does so too when products are asked for now and then only', () => {
    const window = createFeatureWindow(features, 150, scalarKernels);
    for (const [round, numbers] of windows().entries()) {
      const points = pointsOf(numbers);
      const kept = window.hold(points);
      if (round % 3 === 2) expect(gramOf(kept)).toEqual(gramOf(createFeatureWindow(features, 150, scalarKernels).hold(points)));
    }
  });

  it('gives a fit the same bits as no window, and as a window that served others before', () => {
    const shared = createFeatureWindow(features, 150, scalarKernels);
    const options = { features, normalisation: 'range', ridge: 1e-6 } as const;
    for (const [round, numbers] of windows().slice(0, 5).entries()) {
      const observations = { x: pointsOf(numbers), y: Float64Array.from(numbers, (number) => Math.sin(number)), dimension: D };
      shared.hold(pointsOf([900 + round, 901 + round, 902 + round]));
      const kept = fitFeatures(scalarKernels, observations, { ...options, window: shared });
      expect(kept).toEqual(fitFeatures(scalarKernels, observations, options));
    }
  });

  it('has the products of its rows as its Gram matrix', () => {
    const { rows, gramInto } = createFeatureWindow(features, 3, scalarKernels).hold(pointsOf([1, 2, 3]));
    const gram = new Float64Array(9);
    gramInto(gram);
    for (let i = 0; i < 3; i += 1) {
      for (let j = 0; j < 3; j += 1) {
        expect(gram[3 * i + j]).toBeCloseTo(
          rows[i]!.reduce((sum, feature, k) => sum + feature * rows[j]![k]!, 0),
          12,
        );
      }
    }
  });

  it('computes nothing for points it knows', () => {
    let flops = 0;
    const counting = {
      ...scalarKernels,
      multiplyTransposed: (...call: Parameters<typeof scalarKernels.multiplyTransposed>) => {
        flops += 2 * call[3].m * call[3].n * call[3].k;
        scalarKernels.multiplyTransposed(...call);
      },
      gram: (...call: Parameters<typeof scalarKernels.gram>) => {
        flops += call[2] * (call[2] + 1) * call[3];
        scalarKernels.gram(...call);
      },
    };
    const counted = createFeatures({ seed: 1, count: M, dimension: D, lengthScale: 1 }, counting);
    const window = createFeatureWindow(counted, 10, counting);
    gramOf(window.hold(pointsOf([1, 2, 3, 4, 5, 6, 7, 8])));
    flops = 0;
    gramOf(window.hold(pointsOf([8, 3, 1])));
    gramOf(window.hold(pointsOf([1, 2, 3, 4, 5, 6, 7, 8])));
    expect(flops).toBe(0);
    gramOf(window.hold(pointsOf([1, 2, 9])));
    expect(flops).toBe(2 * M * D + 2 * M * (8 + 1));
  });

  it('refuses more points than it has room for', () => {
    expect(() => createFeatureWindow(features, 0, scalarKernels)).toThrow(/^capacity/);
    expect(() => createFeatureWindow(features, 2, scalarKernels).hold(pointsOf([1, 2, 3]))).toThrow(/^points: 3 points/);
  });
});
