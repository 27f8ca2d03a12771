import { describe, expect, it } from 'vitest';
import { createStream, fillNormal } from '../numeric/index.js';
import { linearScores } from './linear-scores.js';

const ROWS = 7;

function normals(count: number, round: number): Float64Array {
  const values = new Float64Array(count);
  fillNormal(createStream({ seed: 3, client: 0, round, purpose: 'test' }), values);
  return values;
}

describe.each([1, 5, 8, 13, 16, 40])('scores in %d dimensions', (d) => {
  const features = normals(ROWS * d, 0);
  const scores = linearScores(features, d);

  it('are the products of the rows with w', () => {
    const w = normals(d, 1);
    scores(w).forEach((score, n) => {
      const exact = w.reduce((sum, weight, j) => sum + weight * features[n * d + j]!, 0);
      expect(Math.abs(score - exact)).toBeLessThan(1e-13);
    });
  });

  it('have the same bits whatever was asked for before', () => {
    const w = normals(d, 2);
    const asked = [w, ...Array.from({ length: d }, (_, j) => w.with(j, w[j]! + 1e-3)), w, normals(d, 3), w.with(0, Number.NaN), w];
    for (const point of asked) expect(Float64Array.from(scores(point))).toEqual(Float64Array.from(linearScores(features, d)(point)));
  });

  it('follow a w that is changed in place', () => {
    const w = normals(d, 4);
    scores(w);
    w[0] = w[0]! + 1;
    expect(Float64Array.from(scores(w))).toEqual(Float64Array.from(linearScores(features, d)(w)));
  });
});
