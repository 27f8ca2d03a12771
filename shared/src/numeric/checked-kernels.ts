import { InvalidArgumentError } from '../errors.js';
import type { Kernels } from './kernels.js';

/**
 * The given kernels behind the checks of the interface: sizes are whole numbers, arrays are long enough, outputs do not overlap
 * inputs. Both implementations are wrapped by it, so they refuse the same calls with the same words.
 */
export function createCheckedKernels(kernels: Kernels): Kernels {
  return {
    name: kernels.name,
    allocate(length) {
      size('length', length);
      return kernels.allocate(length);
    },
    release: (buffer) => kernels.release(buffer),
    multiply(c, a, b, shape) {
      size('m', shape.m);
      size('n', shape.n);
      size('k', shape.k);
      product(c, a, b, { m: shape.m, n: shape.n, depth: shape.k, c: 'c' });
      kernels.multiply(c, a, b, shape);
    },
    multiplyAdd(c, a, b, shape) {
      size('m', shape.m);
      size('n', shape.n);
      size('k', shape.k);
      product(c, a, b, { m: shape.m, n: shape.n, depth: shape.k, c: 'c' });
      kernels.multiplyAdd(c, a, b, shape);
    },
    multiplyTransposed(c, a, b, shape) {
      size('m', shape.m);
      size('n', shape.n);
      size('k', shape.k);
      product(c, a, b, { m: shape.m, n: shape.n, depth: shape.k, c: 'c' });
      kernels.multiplyTransposed(c, a, b, shape);
    },
    gram(g, a, n, k) {
      size('n', n);
      size('k', k);
      holds('g', g, n * n);
      holds('a', a, n * k);
      apart('g', g, a, { output: n * n, input: n * k });
      kernels.gram(g, a, n, k);
    },
    squaredDistances(distances, a, b, shape) {
      size('m', shape.m);
      size('n', shape.n);
      size('d', shape.d);
      product(distances, a, b, { m: shape.m, n: shape.n, depth: shape.d, c: 'distances' });
      kernels.squaredDistances(distances, a, b, shape);
    },
    cholesky(a, n, stride = n) {
      square('a', a, n, stride);
      return kernels.cholesky(a, n, stride);
    },
    choleskyAppend(l, n, stride, row) {
      size('n', n);
      const needed = square('l', l, n + 1, stride);
      holds('row', row, n + 1);
      apart('row', l, row, { output: needed, input: n + 1 });
      return kernels.choleskyAppend(l, n, stride, row);
    },
    choleskyDelete(l, n, stride, index) {
      square('l', l, n, stride);
      if (!Number.isInteger(index) || index < 0 || index >= n)
        throw new InvalidArgumentError('index', `${index} is outside the factor's rows 0..${n - 1}`);
      kernels.choleskyDelete(l, n, stride, index);
    },
    solveLower(l, n, b, columns, stride = n) {
      const needed = square('l', l, n, stride);
      size('columns', columns);
      holds('b', b, n * columns);
      apart('b', b, l, { output: n * columns, input: needed });
      kernels.solveLower(l, n, b, columns, stride);
    },
    solveLowerTransposed(l, n, b, columns, stride = n) {
      const needed = square('l', l, n, stride);
      size('columns', columns);
      holds('b', b, n * columns);
      apart('b', b, l, { output: n * columns, input: needed });
      kernels.solveLowerTransposed(l, n, b, columns, stride);
    },
    hadamard(x) {
      holds('x', x, 1);
      if (!Number.isInteger(Math.log2(x.length)))
        throw new InvalidArgumentError('x', `its length ${x.length} is not a power of two; pad it with zeros`);
      kernels.hadamard(x);
    },
    sinCos(sines, cosines, x) {
      holds('x', x, 0);
      for (const [field, output] of [
        ['sines', sines],
        ['cosines', cosines],
      ] as const) {
        holds(field, output, x.length);
        if (output.byteOffset !== x.byteOffset) apart(field, output, x, { output: x.length, input: x.length });
      }
      apart('sines', sines, cosines, { output: x.length, input: x.length });
      kernels.sinCos(sines, cosines, x);
    },
    phasedCosines(x, phases, shape) {
      size('m', shape.m);
      size('n', shape.n);
      holds('x', x, shape.m * shape.n);
      holds('phases', phases, shape.n);
      apart('x', x, phases, { output: shape.m * shape.n, input: shape.n });
      kernels.phasedCosines(x, phases, shape);
    },
    covariances(out, squaredDistances, options) {
      const { length } = squaredDistances;
      holds('squaredDistances', squaredDistances, 0);
      holds('out', out, length);
      if (out.byteOffset !== squaredDistances.byteOffset) apart('out', out, squaredDistances, { output: length, input: length });
      if (!(options.lengthScale > 0 && Number.isFinite(options.lengthScale)))
        throw new InvalidArgumentError('lengthScale', `${options.lengthScale} is not a length; give a finite number above 0`);
      kernels.covariances(out, squaredDistances, options);
    },
  };
}

function size(field: string, value: number, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidArgumentError(field, `${value} is not a whole number of at least ${least}`);
}

function holds(field: string, array: Float64Array, needed: number): void {
  if (!(array instanceof Float64Array)) throw new InvalidArgumentError(field, 'expected a Float64Array');
  if (array.length < needed) throw new InvalidArgumentError(field, `holds ${array.length} numbers, the shape needs ${needed}`);
}

function apart(field: string, output: Float64Array, input: Float64Array, used: { output: number; input: number }): void {
  if (output.buffer !== input.buffer || used.output === 0 || used.input === 0) return;
  const begin = output.byteOffset;
  const inputBegin = input.byteOffset;
  if (begin < inputBegin + 8 * used.input && inputBegin < begin + 8 * used.output)
    throw new InvalidArgumentError(field, 'overlaps an input; pass an array of its own');
}

/** Elements of an n×n matrix with the given row stride. */
function square(field: string, matrix: Float64Array, n: number, stride: number): number {
  size('n', n);
  size('stride', stride, n);
  const needed = n === 0 ? 0 : (n - 1) * stride + n;
  holds(field, matrix, needed);
  return needed;
}

function product(c: Float64Array, a: Float64Array, b: Float64Array, sizes: { m: number; n: number; depth: number; c: string }): void {
  const { m, n, depth } = sizes;
  holds(sizes.c, c, m * n);
  holds('a', a, m * depth);
  holds('b', b, n * depth);
  apart(sizes.c, c, a, { output: m * n, input: m * depth });
  apart(sizes.c, c, b, { output: m * n, input: n * depth });
}
