import { createStream, fillNormal, fillUniform } from '@fedzoo/shared/numeric';
import { describe, expect, it } from 'vitest';
import { classScores, DIGIT_CLASSIFIER, layout } from './classifier.js';
import { crossEntropyGradient } from './classifier-gradient.js';

const stream = createStream({ seed: 5, client: 0, round: 0, purpose: 'test' });

function normals(count: number): Float64Array {
  const values = new Float64Array(count);
  fillNormal(stream, values);
  return values;
}

function uniforms(count: number): Float32Array {
  const values = new Float64Array(count);
  fillUniform(stream, values);
  return Float32Array.from(values);
}

describe('class scores', () => {
  it('have 490 weights for 49-8-10', () => {
    expect(layout(DIGIT_CLASSIFIER).dimension).toBe(490);
  });

  it('are W₂ max(W₁x + b₁, 0) + b₂', () => {
    const tiny = { inputs: 2, hidden: 2, classes: 2 };
    // W₁ = [[1, 2], [-1, 0]], b₁ = [0.5, -1], W₂ = [[3, 5], [-2, 7]], b₂ = [0.25, 1]; the second unit is dark for both rows.
    const weights = [1, 2, -1, 0, 0.5, -1, 3, 5, -2, 7, 0.25, 1];
    expect([...classScores(tiny, weights, Float32Array.of(1, 1, 2, 0))]).toEqual([10.75, -6, 7.75, -4]);
  });
});

describe('the gradient of the cross-entropy', () => {
  const classifier = { inputs: 6, hidden: 4, classes: 3 };
  const { dimension } = layout(classifier);
  const data = { inputs: uniforms(12 * 6), rowLength: 6, labels: Int32Array.from({ length: 12 }, (_, row) => row % 3) };

  it('is what central differences give', () => {
    const weights = normals(dimension);
    const { gradient } = crossEntropyGradient(classifier, weights, data);
    for (let j = 0; j < dimension; j++) {
      const at = (shift: number): number => crossEntropyGradient(classifier, weights.with(j, weights[j]! + shift), data).loss;
      expect(gradient[j]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 8);
    }
  });

  it('starts at ln k where all scores are equal', () => {
    expect(crossEntropyGradient(classifier, new Float64Array(dimension), data).loss).toBeCloseTo(Math.log(3), 14);
  });

  it('stays finite where scores are huge', () => {
    const { loss, gradient } = crossEntropyGradient(
      classifier,
      normals(dimension).map((w) => 1e4 * w),
      data,
    );
    expect(Number.isFinite(loss)).toBe(true);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});
