import { exp, factorise, scalarKernels } from '@fedzoo/shared/numeric';
import type { LabelledData } from '../objectives/labelled-data.js';
import { classScores, layout, type Classifier } from './classifier.js';
import { crossEntropyGradient } from './classifier-gradient.js';

/** Coordinates z in which weights are tuned: w(z) = w₀ + L⁻ᵀ z. Public, as all that they are made of. */
export interface WeightCoordinates {
  /** w₀, shape [d]. */
  readonly start: Float64Array;
  /** L, lower triangular, shape [d, d], row-major. */
  readonly factor: Float64Array;
}

/** λ. Chosen with seeds 101 and 102. */
const DAMPING = 0.01;

/**
 * Coordinates in which the loss has about the same curvature in every direction, so that any few directions win as much as any others:
 * L Lᵀ = H + λI, where H = mean over the rows of Σₖ pₖ gₖ gₖᵀ is the Gauss-Newton matrix of the mean cross-entropy (Martens, arXiv 1412.1193),
 * pₖ the classifier's probability of class k at w₀ and gₖ the gradient of −ln pₖ. Made of public rows alone. O(n k d² + d³).
 */
export function weightCoordinates(classifier: Classifier, start: Float64Array, rows: LabelledData): WeightCoordinates {
  const { dimension } = layout(classifier);
  const { inputs, rowLength, labels } = rows;
  const factor = new Float64Array(dimension * dimension);
  for (let row = 0; row < labels.length; row++) {
    const input = inputs.subarray(row * rowLength, (row + 1) * rowLength);
    toProbabilities(classScores(classifier, start, input), classifier.classes).forEach((probability, label) => {
      const { gradient } = crossEntropyGradient(classifier, start, { inputs: input, rowLength, labels: Int32Array.of(label) });
      addOuterProduct(factor, gradient, probability / labels.length);
    });
  }
  for (let i = 0; i < dimension; i++) factor[i * dimension + i] = factor[i * dimension + i]! + DAMPING;
  factorise(scalarKernels, factor, dimension);
  return { start, factor };
}

/** w(z), shape [d]. O(d²). */
export function weightsOf({ start, factor }: WeightCoordinates, z: ArrayLike<number>): Float64Array {
  const step = Float64Array.from(z);
  scalarKernels.solveLowerTransposed(factor, step.length, step, 1);
  return step.map((change, j) => start[j]! + change);
}

/** Rows of class scores, shape [n, k], become their softmax, in place. O(n k). */
export function toProbabilities(scores: Float64Array, columns: number): Float64Array {
  for (let first = 0; first < scores.length; first += columns) {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = first; k < first + columns; k++) top = Math.max(top, scores[k]!);
    let total = 0;
    for (let k = first; k < first + columns; k++) {
      scores[k] = exp(scores[k]! - top);
      total += scores[k]!;
    }
    for (let k = first; k < first + columns; k++) scores[k] = scores[k]! / total;
  }
  return scores;
}

/** The lower triangle of A + weight · g gᵀ; most elements of a gradient are zero. */
function addOuterProduct(a: Float64Array, g: Float64Array, weight: number): void {
  const d = g.length;
  const there: number[] = [];
  g.forEach((slope, i) => {
    if (slope !== 0) there.push(i);
  });
  for (const i of there) {
    const scaled = weight * g[i]!;
    for (const j of there) {
      if (j > i) break;
      a[i * d + j] = a[i * d + j]! + scaled * g[j]!;
    }
  }
}
