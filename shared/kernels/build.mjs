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
const { error, stderr, stdout } = await asc.main([
  'assembly/index.ts',
  ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
  '--noAssert',
  '--importMemory',
  '--disableWarning',
]);
if (error) {
  process.stderr.write(`${stdout}${stderr}\n`);
  throw new Error('the AssemblyScript kernels do not compile', { cause: error });
}
