import { chooseKernels, type Kernels } from '@fedzoo/shared/numeric';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Address space, not memory: features and the rows of eight clients at the published size are 350 MB once they are used. */
const MEMORY_MEGABYTES = 1024;

let loaded: Kernels | undefined;

/** The kernels of this process: WebAssembly SIMD where the processor has it, else their scalar twins. Read from disk once. */
export function loadKernels(): Kernels {
  loaded ??= chooseKernels(readFileSync(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')), {
    memoryMegabytes: MEMORY_MEGABYTES,
  });
  return loaded;
}
