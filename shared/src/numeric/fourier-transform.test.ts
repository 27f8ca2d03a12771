import { describe, expect, it } from 'vitest';
import { createFourierTransform } from './fourier-transform.js';
import { createStream, fillNormal } from './random-stream.js';

function noise(n: number): Float64Array {
  const values = new Float64Array(n);
  fillNormal(createStream({ seed: 3, client: 0, round: 0, purpose: 'test' }), values);
  return values;
}

describe('the Fourier transform', () => {
  it('is undone by its inverse, and keeps the sum of squares', () => {
    for (const n of [2, 8, 1024]) {
      const { forward, inverse } = createFourierTransform(n);
      const [re, im] = [noise(n), noise(n).reverse()];
      const [real, imaginary] = [re.slice(), im.slice()];
      forward(real, imaginary);
      const energy = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * x + b[i]! ** 2, 0);
      expect(energy(real, imaginary) / (n * energy(re, im))).toBeCloseTo(1, 13);
      inverse(real, imaginary);
      for (let i = 0; i < n; i++) {
        expect(real[i]).toBeCloseTo(re[i]!, 13);
        expect(imaginary[i]).toBeCloseTo(im[i]!, 13);
      }
    }
  });

  it('turns a product into a circular convolution', () => {
    const n = 64;
    const { forward, inverse } = createFourierTransform(n);
    const [a, b] = [noise(n), noise(n).map((x) => x * x)];
    const [ar, ai, br, bi] = [a.slice(), new Float64Array(n), b.slice(), new Float64Array(n)];
    forward(ar, ai);
    forward(br, bi);
    const real = ar.map((x, k) => x * br[k]! - ai[k]! * bi[k]!);
    const imaginary = ar.map((x, k) => x * bi[k]! + ai[k]! * br[k]!);
    inverse(real, imaginary);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += a[j]! * b[(i - j + n) % n]!;
      expect(real[i]).toBeCloseTo(sum, 12);
    }
  });

  it.each([0, 1, 3, 100, Number.NaN])('refuses a size of %d', (n) => {
    expect(() => createFourierTransform(n)).toThrow(/^n: is .*; give a power of two/);
  });
});
