import { chooseKernels, type Kernels } from '@fedzoo/shared/numeric';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

let loaded: Kernels | undefined;

/** The kernels of this process: WebAssembly SIMD where the processor has it, else their scalar twins. Read from disk once. */
export function loadKernels(): Kernels {
  loaded ??= chooseKernels(readFileSync(createRequire(import.meta.url).resolve('@fedzoo/shared/kernels.wasm')));
  return loaded;
}
