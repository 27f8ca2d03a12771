import { describe, expect, it } from 'vitest';
import type { Dtype } from '../numeric/dtype.js';
import { createStream } from '../numeric/random-stream.js';
import { sparseUpdate } from './error-feedback.js';
import { denseValues } from './testing/dense-values.js';

function normals(length: number, round: number, scale: number): Float64Array {
  const stream = createStream({ seed: 21, client: 0, round, purpose: 'test' });
  return new Float64Array(length).map(() => scale * stream.normal());
}

const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
const DTYPES: readonly Dtype[] = ['f64', 'f32', 'f16', 'bf16', 'q8'];

describe('top-k with error feedback', () => {
  it('sends the largest and keeps the rest: the closed form of two steps', () => {
    const first = sparseUpdate(Float64Array.of(3, -1, 2, 0.5), { residual: null, topK: 2, dtype: 'f64' });
    expect(first.tensor).toEqual({ dtype: 'f64', shape: [4], values: Float64Array.of(3, 2), indices: Float64Array.of(0, 2) });
    expect([...first.residual]).toEqual([0, -1, 0, 0.5]);
    const second = sparseUpdate(Float64Array.of(0.25, -1, 0.25, 1), { residual: first.residual, topK: 2, dtype: 'f64' });
    expect([...denseValues(second.tensor)]).toEqual([0, -2, 0, 1.5]);
    expect([...second.residual]).toEqual([0.25, 0, 0.25, 0]);
  });

  it.each(DTYPES)('loses nothing in %s: what is sent and the residual make up update and earlier residual, exactly', (dtype) => {
    for (const scale of [1, 1e-5, 700]) {
      let residual: Float64Array | null = null;
      for (let round = 1; round <= 20; round++) {
        const update = normals(700, round, scale);
        const before: Float64Array | null = residual;
        const whole = before === null ? update : update.map((element, j) => element + before[j]!);
        const step = sparseUpdate(update, { residual, topK: 300, dtype });
        const sent = denseValues(step.tensor);
        for (let j = 0; j < 700; j++) expect(sent[j]! + step.residual[j]!).toBe(whole[j]! + 0);
        residual = step.residual;
      }
    }
  });

  it('contracts: the square of the residual is at most 1 − k/d of what there was, and equal to it where all are alike', () => {
    for (const topK of [1, 10, 60, 199]) {
      const update = normals(200, topK, 3);
      const { residual } = sparseUpdate(update, { residual: null, topK, dtype: 'f64' });
      expect(squares(residual)).toBeLessThan((1 - topK / 200) * squares(update));
      const flat = new Float64Array(200).fill(-0.5);
      const left = sparseUpdate(flat, { residual: null, topK, dtype: 'f64' }).residual;
      expect(squares(left) / squares(flat)).toBeCloseTo(1 - topK / 200, 12);
    }
  });

  it('sends, over rounds, all of a constant step: what is behind stays bounded while the sum grows', () => {
    const step = normals(50, 1, 2).map(Math.abs);
    let residual: Float64Array | null = null;
    const arrived = new Float64Array(50);
    const rounds = 400;
    for (let round = 1; round <= rounds; round++) {
      const sent = sparseUpdate(step, { residual, topK: 5, dtype: 'q8' });
      denseValues(sent.tensor).forEach((value, j) => (arrived[j] = arrived[j]! + value));
      residual = sent.residual;
    }
    // Mean of what arrives a round: the step, but for the residual over the number of rounds. Without feedback 45 coordinates never move.
    const error = Math.sqrt(squares(arrived.map((sum, j) => sum / rounds - step[j]!)));
    expect(error).toBeCloseTo(Math.sqrt(squares(residual ?? new Float64Array(1))) / rounds, 10);
    expect(error).toBeLessThan(0.15 * Math.sqrt(squares(step)));
  });

  it('with k = d sends everything as it is and leaves nothing', () => {
    const update = normals(30, 2, 5);
    const { tensor, residual } = sparseUpdate(update, { residual: null, topK: 30, dtype: 'f64' });
    expect(tensor.values).toEqual(update);
    expect(tensor.indices).toEqual(Float64Array.from({ length: 30 }, (_, j) => j));
    expect(residual.every((element) => element === 0)).toBe(true);
  });

  it('refuses k = 0 and what is not finite', () => {
    expect(() => sparseUpdate(Float64Array.of(1), { residual: null, topK: 0, dtype: 'f64' })).toThrow(/^count: is 0/);
    expect(() => sparseUpdate(Float64Array.of(Infinity), { residual: null, topK: 1, dtype: 'f32' })).toThrow(/is Infinity/);
  });
});
