import { InvalidArgumentError } from '../errors.js';
import type { RandomStream } from './random.js';

/** An orthonormal basis of ℝ^d of which any vector can be had without the others. */
export interface OrthogonalBasis {
  /** The k-th vector, 0 ≤ k < d, shape [d]. O(d log d). */
  vector(k: number): Float64Array;
}

/** Three layers mix a coordinate over all others, as in structured orthogonal features (arXiv 1610.09072). */
const LAYERS = 3;

/**
 * A random orthonormal basis that every node makes alike from a public stream: Q = (H P D)³ with D a diagonal of signs, P a
 * permutation, and H the normalised Walsh–Hadamard transform on blocks whose sizes are the powers of two in d (13 = 8 + 4 + 1), which
 * makes Q exactly orthogonal for any d. Only signs, sums and one scale a block are used, so all nodes get the same bits.
 *
 * d: at least 1. O(d) to make, O(d log d) a vector, 3 d integers of memory.
 *
 * Deviation from the source: blocks and permutations in place of padding to a power of two, whose truncated rows are not orthogonal.
 *
 * @throws InvalidArgumentError for d < 1 or a k outside the basis.
 */
export function createOrthogonalBasis(stream: RandomStream, d: number): OrthogonalBasis {
  if (!Number.isSafeInteger(d) || d < 1) throw new InvalidArgumentError('d', `${d} is not a whole number of at least 1`);
  const blocks = powersOfTwo(d);
  const layers = Array.from({ length: LAYERS }, () => ({ target: permutation(stream, d), signs: signs(stream, d) }));
  return {
    vector(k) {
      if (!Number.isInteger(k) || k < 0 || k >= d) throw new InvalidArgumentError('k', `${k} is not in 0..${d - 1}`);
      let vector = new Float64Array(d);
      vector[k] = 1;
      for (const { target, signs } of layers) {
        const mixed = new Float64Array(d);
        for (let j = 0; j < d; j++) mixed[target[j]!] = vector[j]! * signs[j]!;
        for (const { begin, size } of blocks) transform(mixed, begin, size);
        vector = mixed;
      }
      return vector;
    },
  };
}

/** In place on a part of a vector: butterflies, then 1/√size. */
function transform(vector: Float64Array, begin: number, size: number): void {
  const end = begin + size;
  for (let half = 1; half < size; half *= 2) {
    for (let at = begin; at < end; at += 2 * half) {
      for (let j = at; j < at + half; j++) {
        const first = vector[j]!;
        const second = vector[j + half]!;
        vector[j] = first + second;
        vector[j + half] = first - second;
      }
    }
  }
  const scale = 1 / Math.sqrt(size);
  for (let j = begin; j < end; j++) vector[j] = vector[j]! * scale;
}

function powersOfTwo(d: number): readonly { readonly begin: number; readonly size: number }[] {
  const blocks: { begin: number; size: number }[] = [];
  let begin = 0;
  for (let size = 2 ** Math.floor(Math.log2(d)); size >= 1; size /= 2) {
    if (begin + size > d) continue;
    blocks.push({ begin, size });
    begin += size;
  }
  return blocks;
}

/** Fisher–Yates. */
function permutation(stream: RandomStream, d: number): Int32Array {
  const order = Int32Array.from({ length: d }, (_, i) => i);
  for (let i = d - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

function signs(stream: RandomStream, d: number): Int8Array {
  return Int8Array.from({ length: d }, () => stream.rademacher());
}
