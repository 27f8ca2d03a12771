import { chooseKernels, createStream, createWasmKernels, fillNormal, type Kernels, scalarKernels } from '@fedzoo/shared/numeric';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiledKernels } from '../support/compiled-kernels.js';

const implementations: readonly (readonly [string, () => Kernels])[] = [
  ['scalar kernels', () => scalarKernels],
  ['WebAssembly kernels', () => createWasmKernels(compiledKernels(), { memoryMegabytes: 16 })],
];

let draw = 0;

function normals(length: number): Float64Array {
  const out = new Float64Array(length);
  fillNormal(createStream({ seed: 11, client: 0, round: draw++, purpose: 'test' }), out);
  return out;
}

/** The transpose of a rows×columns matrix. */
function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, i) => a[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** Sums term(0) … term(count − 1) as the interface promises: ascending, in one accumulator. */
function sum(count: number, term: (p: number) => number): number {
  let total = 0;
  for (let p = 0; p < count; p++) total += term(p);
  return total;
}

/** A well-conditioned symmetric positive definite matrix. */
function positiveDefinite(kernels: Kernels, n: number): Float64Array {
  const a = new Float64Array(n * n);
  kernels.gram(a, normals(n * (n + 3)), n, n + 3);
  for (let i = 0; i < n; i++) a[i * n + i]! += 1;
  return a;
}

function lower(l: Float64Array, n: number, stride = n): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    return column <= row ? l[row * stride + column]! : 0;
  });
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

describe.each(implementations)('%s', (_, create) => {
  let kernels: Kernels;
  beforeAll(() => {
    kernels = create();
  });

  describe('products', () => {
    it.each([
      [1, 1, 1],
      [2, 3, 5],
      [37, 41, 700],
    ])('of %i×%i matrices over %i terms sum in ascending order', (m, n, k) => {
      const [a, b, c, expected] = [normals(m * k), normals(n * k), new Float64Array(m * n), new Float64Array(m * n)];
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) expected[i * n + j] = sum(k, (p) => a[i * k + p]! * b[j * k + p]!);
      kernels.multiplyTransposed(c, a, b, { m, n, k });
      expect(c).toEqual(expected);
      kernels.multiply(c, a, transposed(b, n, k), { m, n, k });
      expect(c).toEqual(expected);
    });

    it('are zero over no terms, and leave what is outside the shape alone', () => {
      const c = new Float64Array(6).fill(7);
      kernels.multiply(c, new Float64Array(0), new Float64Array(0), { m: 2, n: 2, k: 0 });
      expect([...c]).toEqual([0, 0, 0, 0, 7, 7]);
      kernels.multiply(c, Float64Array.of(2, 9), Float64Array.of(3, 9), { m: 1, n: 1, k: 1 });
      expect(c[0]).toBe(6);
      kernels.multiply(c, c.subarray(0, 0), c.subarray(0, 0), { m: 0, n: 0, k: 3 });
    });

    it('of a matrix with its own rows are the Gram matrix, exactly symmetric', () => {
      const [n, k] = [45, 90];
      const [a, g, expected] = [normals(n * k), new Float64Array(n * n), new Float64Array(n * n)];
      kernels.multiplyTransposed(expected, a, a, { m: n, n, k });
      kernels.gram(g, a, n, k);
      expect(g).toEqual(expected);
      expect(transposed(g, n, n)).toEqual(g);
    });
  });

  describe('squared distances', () => {
    it('are sums of squared differences, zero between equal rows', () => {
      const [m, n, d] = [9, 13, 301];
      const a = normals(m * d);
      const b = normals(n * d);
      b.set(a.subarray(2 * d, 3 * d), 5 * d);
      const distances = new Float64Array(m * n);
      kernels.squaredDistances(distances, a, b, { m, n, d });
      expect(distances).toEqual(
        Float64Array.from(distances, (__, i) => {
          const [row, column] = [Math.floor(i / n), i % n];
          return sum(d, (p) => (a[row * d + p]! - b[column * d + p]!) ** 2);
        }),
      );
      expect(distances[2 * n + 5]).toBe(0);
    });

    it('do not cancel where points are close and far from the origin', () => {
      const a = Float64Array.of(1e8, 1e8);
      const b = Float64Array.of(1e8 + 0.5, 1e8);
      const distance = new Float64Array(1);
      kernels.squaredDistances(distance, a, b, { m: 1, n: 1, d: 2 });
      expect(distance[0]).toBe(0.25);
    });
  });

  describe('Cholesky factors', () => {
    it('of a known matrix are the known factor', () => {
      const a = Float64Array.of(25, -1, -2, 15, 18, -3, -5, 0, 11);
      expect(kernels.cholesky(a, 3)).toBe(-1);
      expect([...a]).toEqual([5, -1, -2, 3, 3, -3, -1, 1, 3]);
    });

    it.each([1, 7, 40, 121])('of size %i multiply back, and leave the upper triangle alone', (n) => {
      const a = positiveDefinite(kernels, n);
      const l = a.slice();
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) l[i * n + j] = NaN;
      expect(kernels.cholesky(l, n)).toBe(-1);
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(l[i * n + j]).toBe(NaN);
      const product = new Float64Array(n * n);
      const factor = lower(l, n);
      kernels.multiplyTransposed(product, factor, factor, { m: n, n, k: n });
      expect(largestDifference(product, a)).toBeLessThan(1e-12 * n);
    });

    it('name the first pivot that is not positive', () => {
      for (const [n, bad] of [
        [3, 1],
        [30, 17],
        [30, 0],
        [30, 29],
      ] as const) {
        const a = positiveDefinite(kernels, n);
        a[bad * n + bad] = -1;
        expect(kernels.cholesky(a, n)).toBe(bad);
      }
      expect(kernels.cholesky(Float64Array.of(NaN), 1)).toBe(0);
      expect(kernels.cholesky(Float64Array.of(0), 1)).toBe(0);
      expect(kernels.cholesky(new Float64Array(0), 0)).toBe(-1);
    });

    it.each([3, 70])('grown row by row to size %i have the bits of one made at once', (n) => {
      const stride = n + 2;
      const a = positiveDefinite(kernels, n);
      const grown = kernels.allocate(n * stride);
      for (let i = 0; i < n; i++) expect(kernels.choleskyAppend(grown, i, stride, a.subarray(i * n, i * n + i + 1))).toBe(true);
      kernels.cholesky(a, n);
      expect(lower(grown, n, stride)).toEqual(lower(a, n));
      kernels.release(grown);
    });

    it('refuse a row that would make them singular, and stay as they were', () => {
      const n = 40;
      const a = positiveDefinite(kernels, n);
      const l = kernels.allocate((n + 1) * (n + 1));
      const row = new Float64Array(n + 1);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) l[i * (n + 1) + j] = a[i * n + j]!;
      row.set(a.subarray(5 * n, 6 * n));
      row[n] = a[5 * n + 5]! * (1 - 1e-9);
      kernels.cholesky(l, n, n + 1);
      const before = l.slice();
      expect(kernels.choleskyAppend(l, n, n + 1, row)).toBe(false);
      expect(l).toEqual(before);
      kernels.release(l);
    });

    it.each([
      [2, 0],
      [6, 3],
      [60, 0],
      [60, 31],
      [60, 59],
    ])('of size %i lose row %i and factorise what is left', (n, index) => {
      const a = positiveDefinite(kernels, n);
      const left = Float64Array.from({ length: (n - 1) ** 2 }, (__, i) => {
        const [row, column] = [Math.floor(i / (n - 1)), i % (n - 1)];
        return a[(row + Number(row >= index)) * n + column + Number(column >= index)]!;
      });
      const l = kernels.allocate(n * n);
      l.set(a);
      kernels.cholesky(l, n);
      kernels.choleskyDelete(l, n, n, index);
      kernels.cholesky(left, n - 1);
      expect(largestDifference(lower(l, n - 1, n), lower(left, n - 1))).toBeLessThan(1e-12 * n);
      kernels.release(l);
    });
  });

  describe('triangular solves', () => {
    it.each([
      [1, 1],
      [5, 2],
      [50, 1],
      [50, 33],
    ])('of size %i with %i columns undo the products', (n, columns) => {
      const stride = n + 1;
      const l = new Float64Array(n * stride);
      const a = positiveDefinite(kernels, n);
      kernels.cholesky(a, n);
      const factor = lower(a, n);
      for (let i = 0; i < n; i++) l.set(factor.subarray(i * n, (i + 1) * n), i * stride);
      const x = normals(n * columns);
      const b = new Float64Array(n * columns);
      kernels.multiply(b, factor, x, { m: n, n: columns, k: n });
      kernels.solveLower(l, n, b, columns, stride);
      expect(largestDifference(b, x)).toBeLessThan(1e-11);
      kernels.multiply(b, transposed(factor, n, n), x, { m: n, n: columns, k: n });
      kernels.solveLowerTransposed(l, n, b, columns, stride);
      expect(largestDifference(b, x)).toBeLessThan(1e-11);
    });
  });

  describe('Hadamard transform', () => {
    it('of a unit vector is a row of the Hadamard matrix, and twice it is n times the identity', () => {
      for (const n of [1, 2, 4, 64, 512]) {
        const x = new Float64Array(n);
        const index = Math.floor(n / 3);
        x[index] = 1;
        kernels.hadamard(x);
        const parity = (value: number) => value.toString(2).split('1').length % 2 === 0;
        expect([...x]).toEqual(Array.from({ length: n }, (__, i) => (parity(i & index) ? -1 : 1)));
        kernels.hadamard(x);
        expect([...x]).toEqual(Array.from({ length: n }, (__, i) => (i === index ? n : 0)));
      }
    });
  });

  describe('sine and cosine', () => {
    it('agree with the platform’s, in place too', () => {
      const x = normals(1001).map((value, i) => value * (i % 2 === 0 ? 3 : 2e5));
      const [sines, cosines] = [new Float64Array(1001), new Float64Array(1001)];
      kernels.sinCos(sines, cosines, x);
      expect(largestDifference(sines, x.map(Math.sin))).toBeLessThan(2.3e-16);
      expect(largestDifference(cosines, x.map(Math.cos))).toBeLessThan(2.3e-16);
      kernels.sinCos(x, cosines, x);
      expect(x).toEqual(sines);
    });

    it('refuse an element they cannot reduce, and touch nothing then', () => {
      for (const [count, index] of [
        [3, 1],
        [9000, 8999],
      ] as const) {
        const x = kernels.allocate(count);
        const sines = new Float64Array(count);
        x[index] = 2 ** 20 + 1;
        expect(() => kernels.sinCos(sines, new Float64Array(count), x)).toThrow(new RegExp(`^x: element ${index} is 1048577`));
        x[index] = NaN;
        x[0] = 1;
        expect(() => kernels.sinCos(sines, new Float64Array(count), x)).toThrow(/is NaN/);
        expect(sines.every((value) => value === 0)).toBe(true);
        kernels.release(x);
      }
    });
  });

  describe('arrays', () => {
    it('come zeroed, also after a release', () => {
      const first = kernels.allocate(100).fill(3);
      kernels.release(first);
      const second = kernels.allocate(120);
      expect(second.every((value) => value === 0)).toBe(true);
      kernels.release(second);
      expect(kernels.allocate(0).length).toBe(0);
      expect(() => kernels.allocate(-1)).toThrow(/^length: /);
    });
  });

  describe('misuse', () => {
    const f = (length: number) => new Float64Array(length);
    const calls: readonly (readonly [string, (k: Kernels) => void, RegExp])[] = [
      ['a shape that is not whole', (k) => k.multiply(f(4), f(4), f(4), { m: 1.5, n: 1, k: 1 }), /^m: 1.5/],
      ['a negative shape', (k) => k.gram(f(4), f(4), -1, 1), /^n: -1/],
      ['an operand that is too short', (k) => k.multiply(f(4), f(3), f(4), { m: 2, n: 2, k: 2 }), /^a: holds 3 .* 4/],
      ['a result that is too short', (k) => k.squaredDistances(f(3), f(4), f(4), { m: 2, n: 2, d: 2 }), /^c|^distances/],
      [
        'a result on top of an operand',
        (k) => {
          const a = f(8);
          k.multiplyTransposed(a.subarray(2, 6), a.subarray(0, 4), f(4), { m: 2, n: 2, k: 2 });
        },
        /^c: overlaps/,
      ],
      [
        'a right-hand side inside the factor',
        (k) => {
          const l = f(6);
          k.solveLower(l.subarray(0, 4), 2, l.subarray(3, 5), 1);
        },
        /^b: overlaps/,
      ],
      ['a stride below the size', (k) => k.cholesky(f(9), 3, 2), /^stride: 2/],
      ['no room for a row', (k) => k.choleskyAppend(f(4), 2, 2, f(3)), /^stride: 2/],
      ['a row that is too short', (k) => k.choleskyAppend(f(9), 2, 3, f(2)), /^row: holds 2/],
      ['an index outside the factor', (k) => k.choleskyDelete(f(9), 3, 3, 3), /^index: 3/],
      ['too few right-hand sides', (k) => k.solveLowerTransposed(f(9), 3, f(5), 2), /^b: holds 5/],
      ['a length that is no power of two', (k) => k.hadamard(f(6)), /^x: its length 6/],
      ['an empty transform', (k) => k.hadamard(f(0)), /^x: /],
      [
        'outputs on top of each other',
        (k) => {
          const out = f(4);
          k.sinCos(out, out, f(4));
        },
        /^sines: overlaps/,
      ],
      [
        'an output on top of a part of the input',
        (k) => {
          const x = f(5);
          k.sinCos(x.subarray(1), f(4), x.subarray(0, 4));
        },
        /^sines: overlaps/,
      ],
      ['another kind of array', (k) => k.hadamard(new Float32Array(4) as unknown as Float64Array), /^x: expected a Float64Array/],
    ];

    it.each(calls)('throws: %s', (__, call, message) => {
      expect(() => call(kernels)).toThrow(message);
    });
  });
});

describe('the choice of kernels', () => {
  it('is WebAssembly for bytes this engine can run, else scalar', () => {
    expect(chooseKernels(compiledKernels(), { memoryMegabytes: 4 }).name).toBe('wasm-simd');
    expect(chooseKernels(Uint8Array.of(0, 1, 2)).name).toBe('scalar');
    expect(chooseKernels(undefined).name).toBe('scalar');
  });

  it('refuses a memory outside its range', () => {
    for (const memoryMegabytes of [3, 2048, 4.5])
      expect(() => createWasmKernels(compiledKernels(), { memoryMegabytes })).toThrow(/^memoryMegabytes: /);
  });

  it('takes a compiled module, of which every instance has its own memory', () => {
    const module = new WebAssembly.Module(Uint8Array.from(compiledKernels()));
    const [one, other] = [createWasmKernels(module, { memoryMegabytes: 4 }), createWasmKernels(module, { memoryMegabytes: 4 })];
    expect(one.allocate(1).buffer).not.toBe(other.allocate(1).buffer);
  });
});
