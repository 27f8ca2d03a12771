// What src/numeric/wasm-kernels.ts calls. Pointers are byte offsets into the imported memory, all of which the caller manages.
export { blockProduct, mirrorLower, productScratchBytes, rowAgainstRows, rowTimesMatrix } from './product';
export { cholesky, packedTriangleBytes, solveLower, solveLowerTransposed } from './triangles';
export { choleskyAppend, choleskyDelete, solveLowerTransposedVector, solveLowerVector } from './vector-solves';
export { covariances } from './covariance';
export { hadamard } from './hadamard';
export { phasedCosines, sinCos, withinTrigonometricRange } from './trigonometry';
