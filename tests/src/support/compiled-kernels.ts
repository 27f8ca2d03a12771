import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiled = fileURLToPath(new URL('../../../shared/generated/kernels.wasm', import.meta.url));
const compiler = fileURLToPath(new URL('../../../shared/kernels/build.mjs', import.meta.url));

/** The bytes of the WebAssembly kernels; compiles them where no build has yet. */
export function compiledKernels(): Uint8Array {
  if (!existsSync(compiled)) execFileSync(process.execPath, [compiler], { stdio: 'inherit' });
  return readFileSync(compiled);
}
