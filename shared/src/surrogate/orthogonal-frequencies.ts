import { factorise } from '../numeric/factorisation.js';
import type { Kernels } from '../numeric/kernels.js';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import { PUBLIC } from '../numeric/random.js';

/**
 * Writes `count` frequencies v (count×d row-major) whose every one is N(0, I/ℓ²) and which are orthogonal to each other in blocks of d
 * (orthogonal random features, Yu et al., arXiv 1610.09072): the rows of a Haar basis, each with the length of an independent Gaussian
 * vector. The basis is L⁻¹G with G Gaussian and GGᵀ = LLᵀ, which is Gram–Schmidt by rows.
 *
 * Every node gets the same bits; the first frequencies of a larger set are those of the smaller. O(count·d²) time, O(d²) memory beside.
 */
export function fillOrthogonalFrequencies(
  frequencies: Float64Array,
  { seed, dimension: d, lengthScale }: { readonly seed: number; readonly dimension: number; readonly lengthScale: number },
  kernels: Kernels,
): void {
  const stream = createStream({ seed, client: PUBLIC, round: 0, purpose: 'orthogonal-features' });
  const count = frequencies.length / d;
  const other = new Float64Array(d);
  for (let first = 0; first < count; first += d) {
    const size = Math.min(d, count - first);
    const rows = frequencies.subarray(first * d, (first + size) * d);
    const lengths = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      fillNormal(stream, rows.subarray(k * d, (k + 1) * d));
      fillNormal(stream, other);
      let squared = 0;
      for (let j = 0; j < d; j++) squared += other[j]! * other[j]!;
      lengths[k] = Math.sqrt(squared);
    }
    const gram = kernels.allocate(size * size);
    try {
      kernels.gram(gram, rows, size, d);
      factorise(kernels, gram, size);
      kernels.solveLower(gram, size, rows, d);
    } finally {
      kernels.release(gram);
    }
    for (let k = 0; k < size; k++) {
      const scale = lengths[k]! / lengthScale;
      for (let j = k * d; j < (k + 1) * d; j++) rows[j] = rows[j]! * scale;
    }
  }
}
