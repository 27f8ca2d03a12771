import { describe, expect, it } from 'vitest';
import { createStream } from '../numeric/random-stream.js';
import { sampleDirichletInto } from './dirichlet.js';

describe('Dirichlet(1/N, …, 1/N)', () => {
  it('is non-negative and sums to 1', () => {
    for (const n of [1, 2, 5, 1000]) {
      const draw = new Float64Array(n);
      sampleDirichletInto(draw, createStream({ seed: 1, client: 0, round: n, purpose: 'test' }));
      expect(draw.every((share) => share >= 0)).toBe(true);
      expect(draw.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });

  it('has mean 1/N, variance (1/N)(1 − 1/N)/2 and covariance −1/(2N²)', () => {
    const n = 5;
    const draws = 40_000;
    const stream = createStream({ seed: 2, client: 0, round: 0, purpose: 'test' });
    const draw = new Float64Array(n);
    let [mean, square, product] = [0, 0, 0];
    for (let k = 0; k < draws; k++) {
      sampleDirichletInto(draw, stream);
      mean += draw[1]! / draws;
      square += draw[1]! ** 2 / draws;
      product += (draw[1]! * draw[3]!) / draws;
    }
    // Standard errors are about 0.0014, 0.0014 and 0.0004.
    expect(Math.abs(mean - 0.2)).toBeLessThan(0.006);
    expect(Math.abs(square - mean ** 2 - 0.08)).toBeLessThan(0.006);
    expect(Math.abs(product - 0.04 + 0.02)).toBeLessThan(0.002);
  });

  it('is a single 1 where there is one client', () => {
    const draw = new Float64Array(1);
    sampleDirichletInto(draw, createStream({ seed: 3, client: 0, round: 0, purpose: 'test' }));
    expect([...draw]).toEqual([1]);
  });
});
