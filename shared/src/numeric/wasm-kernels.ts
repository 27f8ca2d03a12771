import { InvalidArgumentError } from '../errors.js';
import { createCheckedKernels } from './checked-kernels.js';
import { createKernelMemory, type KernelMemory } from './kernel-memory.js';
import type { Kernels } from './kernels.js';
import { checkTrigonometricRange } from './scalar/trigonometry.js';
import { scalarKernels, uncheckedScalarKernels as scalar } from './scalar-kernels.js';

/** The exports of shared/kernels/assembly/index.ts; pointers are byte offsets, flags 0 or 1. */
interface KernelExports {
  blockProduct(
    ...args: [
      c: number,
      a: number,
      b: number,
      m: number,
      n: number,
      k: number,
      transposed: number,
      distances: number,
      lowerOnly: number,
      add: number,
      scratch: number,
    ]
  ): void;
  mirrorLower(g: number, n: number): void;
  productScratchBytes(): number;
  rowTimesMatrix(c: number, a: number, b: number, n: number, k: number, add: number): void;
  rowAgainstRows(c: number, stepBytes: number, x: number, b: number, n: number, k: number, distances: number): void;
  cholesky(a: number, n: number, stride: number, packed: number): number;
  packedTriangleBytes(n: number): number;
  readonly solveLower: (l: number, n: number, b: number, columns: number, stride: number, packed: number, panel: number) => void;
  readonly solveLowerTransposed: (l: number, n: number, b: number, columns: number, stride: number, packed: number, panel: number) => void;
  readonly solveLowerVector: (l: number, n: number, b: number, stride: number) => void;
  readonly solveLowerTransposedVector: (l: number, n: number, b: number, stride: number) => void;
  choleskyAppend(l: number, n: number, stride: number, row: number): number;
  choleskyDelete(l: number, n: number, stride: number, index: number, rotations: number): void;
  hadamard(x: number, n: number): void;
  withinTrigonometricRange(x: number, count: number): number;
  sinCos(sines: number, cosines: number, x: number, count: number, spare: number): void;
  phasedCosines(x: number, phases: number, count: number, amplitude: number, spare: number): number;
  covariances(
    ...args: [out: number, squared: number, count: number, matern: number, gradient: number, lengthScale: number, spare: number]
  ): void;
}

export interface WasmKernelOptions {
  /** Fixed size of the kernels' memory, 4 to 2047, default 256. Reserved at once, but only what is used becomes real. */
  readonly memoryMegabytes?: number;
}

const PAGE = 65_536;
/** The compiled module may keep constants in its first page. */
const BEGIN = PAGE;
/** Multiplications below which entering WebAssembly costs more than it saves. */
const SMALL = 512;
/** Up to so many rows a product reads the other matrix once, in its own order, instead of packing blocks of it. */
const FEW = 3;
/** Sines are computed in pieces that stay in the cache while they are copied in and out. */
const PIECE = 8192;

/**
 * The kernels in WebAssembly SIMD, from the bytes of shared/generated/kernels.wasm (or a module compiled from them). What is too
 * small to gain by it, and what its memory cannot hold, goes to the scalar twin: the bits are the same.
 *
 * @throws InvalidArgumentError for a size outside its range; the engine's error where the bytes cannot be compiled or the memory
 * not be reserved.
 */
export function createWasmKernels(module: Uint8Array | WebAssembly.Module, options: WasmKernelOptions = {}): Kernels {
  const megabytes = options.memoryMegabytes ?? 256;
  if (!Number.isInteger(megabytes) || megabytes < 4 || megabytes > 2047)
    throw new InvalidArgumentError('memoryMegabytes', `${megabytes} is not a whole number from 4 to 2047`);
  const pages = (megabytes * 2 ** 20) / PAGE;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const compiled = module instanceof WebAssembly.Module ? module : new WebAssembly.Module(module);
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  const operands = createKernelMemory(memory.buffer, { begin: BEGIN, end: pages * PAGE });
  return createCheckedKernels(wasmKernels(instance.exports as unknown as KernelExports, operands));
}

/** WebAssembly SIMD where the bytes are given and this engine runs them, else the scalar kernels. */
export function chooseKernels(bytes: Uint8Array | undefined, options: WasmKernelOptions = {}): Kernels {
  return bytes !== undefined && WebAssembly.validate(bytes) ? createWasmKernels(bytes, options) : scalarKernels;
}

function wasmKernels(wasm: KernelExports, memory: KernelMemory): Kernels {
  const productScratch = wasm.productScratchBytes();

  function product(
    c: Float64Array,
    a: Float64Array,
    b: Float64Array,
    task: { m: number; n: number; k: number; transposed?: boolean; distances?: boolean; add?: boolean },
  ): boolean {
    const { m, n, k, transposed = false, distances = false, add = false } = task;
    const work = m * n * k;
    if (work < SMALL || work < 4 * (outside(c, m * n) + outside(a, m * k) + outside(b, n * k))) return false;
    const flag = Number(distances);
    const from = memory.input(a, m * k);
    const against = memory.input(b, n * k);
    const to = add ? memory.inPlace(c, m * n) : memory.output(c, m * n);
    const blocked = m > FEW && !(transposed && n <= FEW);
    const scratch = blocked ? memory.scratch(productScratch) : 0;
    const fits = memory.fits;
    if (fits) {
      if (blocked) wasm.blockProduct(to, from, against, m, n, k, Number(transposed), flag, 0, Number(add), scratch);
      else if (!transposed) for (let i = 0; i < m; i++) wasm.rowTimesMatrix(to + 8 * i * n, from + 8 * i * k, against, n, k, Number(add));
      else if (m <= FEW) for (let i = 0; i < m; i++) wasm.rowAgainstRows(to + 8 * i * n, 8, from + 8 * i * k, against, n, k, flag);
      else for (let j = 0; j < n; j++) wasm.rowAgainstRows(to + 8 * j, 8 * n, against + 8 * j * k, from, m, k, flag);
    }
    memory.close();
    return fits;
  }

  /** Elements that would have to be copied. */
  function outside(array: Float64Array, length: number): number {
    return memory.isResident(array) ? 0 : length;
  }

  function triangleSolve(
    solve: KernelExports['solveLower'],
    operands: { l: Float64Array; n: number; b: Float64Array; columns: number; stride: number },
  ): boolean {
    const { l, n, b, columns, stride } = operands;
    const elements = (n - 1) * stride + n;
    if (n * n * columns < SMALL || n * n * columns < 4 * (outside(l, elements) + outside(b, n * columns))) return false;
    const factor = memory.input(l, elements);
    const right = memory.inPlace(b, n * columns);
    const packed = memory.scratch(wasm.packedTriangleBytes(n));
    const panel = memory.scratch(32 * (n + 4));
    const fits = memory.fits;
    if (fits) solve(factor, n, right, columns, stride, packed, panel);
    memory.close();
    return fits;
  }

  function vectorSolve(
    solve: KernelExports['solveLowerVector'],
    operands: { l: Float64Array; n: number; b: Float64Array; stride: number },
  ): boolean {
    const { l, n, b, stride } = operands;
    if (n * n < SMALL || !memory.isResident(l)) return false;
    const right = memory.inPlace(b, n);
    const fits = memory.fits;
    if (fits) solve(memory.input(l, 0), n, right, stride);
    memory.close();
    return fits;
  }

  return {
    name: 'wasm-simd',
    allocate: (length) => memory.allocate(length),
    release: (buffer) => memory.release(buffer),
    multiply(c, a, b, shape) {
      if (!product(c, a, b, shape)) scalar.multiply(c, a, b, shape);
    },
    multiplyAdd(c, a, b, shape) {
      if (!product(c, a, b, { ...shape, add: true })) scalar.multiplyAdd(c, a, b, shape);
    },
    multiplyTransposed(c, a, b, shape) {
      if (!product(c, a, b, { ...shape, transposed: true })) scalar.multiplyTransposed(c, a, b, shape);
    },
    squaredDistances(distances, a, b, shape) {
      const { m, n, d: k } = shape;
      if (!product(distances, a, b, { m, n, k, transposed: true, distances: true })) scalar.squaredDistances(distances, a, b, shape);
    },
    gram(g, a, n, k) {
      if (n * n * k < SMALL) return scalar.gram(g, a, n, k);
      const rows = memory.input(a, n * k);
      const to = memory.output(g, n * n);
      const scratch = memory.scratch(productScratch);
      const fits = memory.fits;
      if (fits) {
        wasm.blockProduct(to, rows, rows, n, n, k, 1, 0, 1, 0, scratch);
        wasm.mirrorLower(to, n);
      }
      memory.close();
      if (!fits) scalar.gram(g, a, n, k);
    },
    cholesky(a, n, stride = n) {
      if (n * n * n < SMALL) return scalar.cholesky(a, n, stride);
      const matrix = memory.inPlace(a, (n - 1) * stride + n);
      const packed = memory.scratch(wasm.packedTriangleBytes(n));
      const fits = memory.fits;
      const failed = fits ? wasm.cholesky(matrix, n, stride, packed) : 0;
      memory.close();
      return fits ? failed : scalar.cholesky(a, n, stride);
    },
    choleskyAppend(l, n, stride, row) {
      if (n * n < SMALL || !memory.isResident(l)) return scalar.choleskyAppend(l, n, stride, row);
      const copy = memory.copyOf(row, n + 1);
      const fits = memory.fits;
      const positive = fits && wasm.choleskyAppend(memory.input(l, 0), n, stride, copy) !== 0;
      memory.close();
      return fits ? positive : scalar.choleskyAppend(l, n, stride, row);
    },
    choleskyDelete(l, n, stride, index) {
      const rotations = n * n < SMALL || !memory.isResident(l) ? undefined : memory.scratch(16 * n);
      const fits = rotations !== undefined && memory.fits;
      if (fits) wasm.choleskyDelete(memory.input(l, 0), n, stride, index, rotations);
      memory.close();
      if (!fits) scalar.choleskyDelete(l, n, stride, index);
    },
    solveLower(l, n, b, columns, stride = n) {
      const done =
        columns === 1
          ? vectorSolve(wasm.solveLowerVector, { l, n, b, stride })
          : triangleSolve(wasm.solveLower, { l, n, b, columns, stride });
      if (!done) scalar.solveLower(l, n, b, columns, stride);
    },
    solveLowerTransposed(l, n, b, columns, stride = n) {
      const done =
        columns === 1
          ? vectorSolve(wasm.solveLowerTransposedVector, { l, n, b, stride })
          : triangleSolve(wasm.solveLowerTransposed, { l, n, b, columns, stride });
      if (!done) scalar.solveLowerTransposed(l, n, b, columns, stride);
    },
    hadamard(x) {
      if (x.length < 32) return scalar.hadamard(x);
      const at = memory.inPlace(x, x.length);
      const fits = memory.fits;
      if (fits) wasm.hadamard(at, x.length);
      memory.close();
      if (!fits) scalar.hadamard(x);
    },
    sinCos(sines, cosines, x) {
      const count = x.length;
      const resident = memory.isResident(x);
      if (count < 16 || !resident || wasm.withinTrigonometricRange(x.byteOffset, count) === 0) checkTrigonometricRange(x);
      const piece = resident && memory.isResident(sines) && memory.isResident(cosines) ? count : PIECE;
      for (let begin = 0; begin < count; begin += piece) {
        const length = Math.min(piece, count - begin);
        const from = memory.input(x.subarray(begin, begin + length), length);
        const toSines = memory.output(sines.subarray(begin, begin + length), length);
        const toCosines = memory.output(cosines.subarray(begin, begin + length), length);
        const spare = memory.scratch(48);
        const fits = memory.fits;
        if (fits) wasm.sinCos(toSines, toCosines, from, length, spare);
        memory.close();
        if (!fits) return scalar.sinCos(sines, cosines, x);
      }
    },
    phasedCosines(x, phases, { m, n, amplitude }) {
      const shifts = memory.input(phases, n);
      const at = memory.inPlace(x, m * n);
      const spare = memory.scratch(48);
      let row = 0;
      if (memory.fits) {
        while (row < m && wasm.phasedCosines(at + 8 * row * n, shifts, n, amplitude, spare) !== 0) row += 1;
      }
      memory.close();
      // The scalar twin does what is left, or says what is wrong with it.
      if (row < m) scalar.phasedCosines(x.subarray(row * n), phases, { m: m - row, n, amplitude });
    },
    covariances(out, squaredDistances, options) {
      const { kind, of, lengthScale } = options;
      const count = squaredDistances.length;
      if (count < 16) return scalar.covariances(out, squaredDistances, options);
      const from = memory.input(squaredDistances, count);
      const to = memory.output(out, count);
      const spare = memory.scratch(16);
      const fits = memory.fits;
      if (fits) wasm.covariances(to, from, count, Number(kind === 'matern52'), Number(of === 'gradientFactor'), lengthScale, spare);
      memory.close();
      if (!fits) scalar.covariances(out, squaredDistances, options);
    },
  };
}
