import { createCheckedKernels } from './checked-kernels.js';
import type { Kernels } from './kernels.js';
import { covariances } from './covariance.js';
import { cholesky, choleskyAppend, choleskyDelete } from './scalar/cholesky.js';
import { hadamard } from './scalar/hadamard.js';
import { gram, multiply, multiplyAdd, multiplyTransposed, squaredDistances } from './scalar/product.js';
import { solveLower, solveLowerTransposed, solveLowerVector } from './scalar/solves.js';
import { phasedCosines, sinCos } from './scalar/trigonometry.js';

/** The scalar algorithms without argument checks; the WebAssembly kernels hand them what is too small or too large for them. */
export const uncheckedScalarKernels: Kernels = {
  name: 'scalar',
  allocate: (length) => new Float64Array(length),
  release: () => {},
  multiply,
  multiplyAdd,
  multiplyTransposed,
  gram,
  squaredDistances,
  cholesky: (a, n, stride = n) => cholesky(a, n, stride),
  choleskyAppend: (l, n, stride, row) => choleskyAppend(l, n, stride, row, solveLowerVector),
  choleskyDelete,
  solveLower: (l, n, b, columns, stride = n) => solveLower(l, n, b, columns, stride),
  solveLowerTransposed: (l, n, b, columns, stride = n) => solveLowerTransposed(l, n, b, columns, stride),
  hadamard,
  sinCos,
  phasedCosines,
  covariances,
};

/** The kernels in plain TypeScript: for machines without WebAssembly SIMD, and the definition of the bits. */
export const scalarKernels: Kernels = createCheckedKernels(uncheckedScalarKernels);
