import { InvalidArgumentError } from '../errors.js';
import { cos, sin } from './elementary.js';

/** In-place transforms of n complex numbers, n a power of two. */
export interface FourierTransform {
  /** X_k = Σ_j x_j e^{−2πijk/n}, left in bit-reversed order, which a product of transforms does not mind. */
  readonly forward: (real: Float64Array, imaginary: Float64Array) => void;
  /** x_j = Σ_k X_k e^{2πijk/n}/n from that order. */
  readonly inverse: (real: Float64Array, imaginary: Float64Array) => void;
}

/**
 * Transforms of one size: decimation in frequency and back in time (Cooley & Tukey 1965; Gentleman & Sande 1966), so that nothing is
 * permuted. Throws `InvalidArgumentError` unless n is a power of two up to 2²⁶. O(n log n) each, 8n bytes of twiddles.
 */
export function createFourierTransform(n: number): FourierTransform {
  if (!Number.isInteger(Math.log2(n)) || n < 2 || n > 2 ** 26) {
    throw new InvalidArgumentError('n', `is ${n}; give a power of two from 2 to 2^26`);
  }
  const half = n / 2;
  const { cosine, sine } = twiddles(n);

  function forward(real: Float64Array, imaginary: Float64Array): void {
    for (let span = half, stride = 1; span >= 1; span >>= 1, stride <<= 1) {
      for (let block = 0; block < n; block += 2 * span) {
        for (let j = 0, twiddle = 0; j < span; j++, twiddle += stride) {
          const a = block + j;
          const b = a + span;
          const re = real[a]! - real[b]!;
          const im = imaginary[a]! - imaginary[b]!;
          real[a] = real[a]! + real[b]!;
          imaginary[a] = imaginary[a]! + imaginary[b]!;
          real[b] = re * cosine[twiddle]! + im * sine[twiddle]!;
          imaginary[b] = im * cosine[twiddle]! - re * sine[twiddle]!;
        }
      }
    }
  }

  function inverse(real: Float64Array, imaginary: Float64Array): void {
    for (let span = 1, stride = half; span <= half; span <<= 1, stride >>= 1) {
      for (let block = 0; block < n; block += 2 * span) {
        for (let j = 0, twiddle = 0; j < span; j++, twiddle += stride) {
          const a = block + j;
          const b = a + span;
          const re = real[b]! * cosine[twiddle]! - imaginary[b]! * sine[twiddle]!;
          const im = imaginary[b]! * cosine[twiddle]! + real[b]! * sine[twiddle]!;
          real[b] = real[a]! - re;
          imaginary[b] = imaginary[a]! - im;
          real[a] = real[a]! + re;
          imaginary[a] = imaginary[a]! + im;
        }
      }
    }
    for (let j = 0; j < n; j++) {
      real[j] = real[j]! / n;
      imaginary[j] = imaginary[j]! / n;
    }
  }

  return { forward, inverse };
}

/** cos and sin of 2πj/n for j < n/2, each by one rotation of a coarse angle by a fine one: no error grows with j. */
function twiddles(n: number): { readonly cosine: Float64Array; readonly sine: Float64Array } {
  const half = n / 2;
  const fine = Math.min(half, 2 ** Math.ceil(Math.log2(n) / 2));
  const cosine = new Float64Array(half);
  const sine = new Float64Array(half);
  const fineCosine = Float64Array.from({ length: fine }, (_, j) => cos((2 * Math.PI * j) / n));
  const fineSine = Float64Array.from({ length: fine }, (_, j) => sin((2 * Math.PI * j) / n));
  for (let coarse = 0; coarse < half; coarse += fine) {
    const re = cos((2 * Math.PI * coarse) / n);
    const im = sin((2 * Math.PI * coarse) / n);
    for (let j = 0; j < fine; j++) {
      cosine[coarse + j] = re * fineCosine[j]! - im * fineSine[j]!;
      sine[coarse + j] = re * fineSine[j]! + im * fineCosine[j]!;
    }
  }
  return { cosine, sine };
}
