import { describe, expect, it } from 'vitest';
import { createOrthogonalBasis } from './orthogonal-basis.js';
import { createStream } from './random-stream.js';

const stream = (round: number) => createStream({ seed: 3, client: 0, round, purpose: 'test' });
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, element, j) => sum + element * b[j]!, 0);

describe('a seeded orthogonal basis', () => {
  it.each([1, 2, 13, 64, 300])('is orthonormal to rounding in %i dimensions', (d) => {
    const basis = createOrthogonalBasis(stream(d), d);
    const vectors = Array.from({ length: d }, (_, k) => basis.vector(k));
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) expect(dot(vectors[i]!, vectors[j]!)).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  });

  it('gives a vector the same bits whichever were asked for before', () => {
    const first = createOrthogonalBasis(stream(1), 37);
    const second = createOrthogonalBasis(stream(1), 37);
    second.vector(5);
    expect(first.vector(20)).toEqual(second.vector(20));
  });

  it('spreads a coordinate: fourth moments are those of a uniform direction, 3/(d(d+2)), within 10 %', () => {
    const d = 100;
    let fourth = 0;
    let count = 0;
    for (let round = 0; round < 40; round++) {
      const basis = createOrthogonalBasis(stream(round), d);
      for (let k = 0; k < d; k++) {
        for (const element of basis.vector(k)) fourth += element ** 4;
        count += d;
      }
    }
    expect(fourth / count / (3 / (d * (d + 2)))).toBeGreaterThan(0.9);
    expect(fourth / count / (3 / (d * (d + 2)))).toBeLessThan(1.1);
  });

  it('refuses what is not a dimension and what is not one of its vectors', () => {
    expect(() => createOrthogonalBasis(stream(0), 0)).toThrow(/d: 0 is not/);
    expect(() => createOrthogonalBasis(stream(0), 4).vector(4)).toThrow(/k: 4 is not in 0\.\.3/);
  });
});
