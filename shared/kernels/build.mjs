// Compiles the AssemblyScript kernels to shared/generated/kernels.wasm. Same sources, same bytes; it takes some ten seconds.
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../generated/kernels.wasm', import.meta.url));

const options = {
  baseDir: root,
  outFile: target,
  runtime: 'stub',
  enable: 'simd',
  optimizeLevel: '3',
  shrinkLevel: '0',
  use: 'abort=',
};
const args = [
  'assembly/index.ts',
  ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
  '--noAssert',
  '--importMemory',
  '--disableWarning',
];
const { error } = await asc.main(args, { stdout: process.stderr, stderr: process.stderr });
if (error) throw new Error('the AssemblyScript kernels do not compile', { cause: error });
