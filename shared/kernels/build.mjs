// Compiles the AssemblyScript kernels to shared/generated/kernels.wasm. Same sources, same bytes; it takes some ten seconds.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../generated/kernels.wasm', import.meta.url));

const { error, stderr, stdout } = await asc.main([
  'assembly/index.ts',
  ...['--baseDir', root],
  ...['--outFile', target],
  ...['--runtime', 'stub'],
  ...['--enable', 'simd'],
  ...['--optimizeLevel', '3'],
  ...['--shrinkLevel', '0'],
  ...['--use', 'abort='],
  '--noAssert',
  '--importMemory',
  '--disableWarning',
]);
if (error) {
  process.stderr.write(`${stdout}${stderr}\n`);
  throw new Error('the AssemblyScript kernels do not compile', { cause: error });
}
