export type { DistanceShape, Kernels, ProductShape } from './kernels.js';
export { scalarKernels } from './scalar-kernels.js';
export { chooseKernels, createWasmKernels, type WasmKernelOptions } from './wasm-kernels.js';
export { factorise } from './factorisation.js';
export { PUBLIC, PURPOSES, type Purpose, type RandomStream, type StreamName } from './random.js';
export { createStream, fillNormal, fillUniform } from './random-stream.js';
export { orthonormalDirections, rademacherVector, sphere, uniformInBox } from './random-vectors.js';
export { cos, exp, log, sin } from './elementary.js';
export { bytesPerElement, type Dtype, roundToDtype } from './dtype.js';
