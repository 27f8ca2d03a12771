import { chooseKernels, type Kernels } from '@fedzoo/shared/numeric';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Address space, not memory: a window of 400 points in a thousand dimensions with its factor and its matrices is 20 MB. */
const MEMORY_MEGABYTES = 256;

/** The kernels that server halves compute with: WebAssembly SIMD where the processor has it, else their scalar twins. */
export function loadKernels(): Kernels {
  return chooseKernels(readFileSync(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')), {
    memoryMegabytes: MEMORY_MEGABYTES,
  });
}
