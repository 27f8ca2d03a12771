// Builds the programs of this package to dist/: each entry with all it imports, what several share in chunks. A process then reads a
// dozen files in place of a thousand, and starts in less than half the time. Outside stay what is loaded from where it is installed
// (WebAssembly, native code, a compiler) or only where it is asked for.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../bundle.mjs';

const here = dirname(fileURLToPath(import.meta.url));

await bundle(here, {
  entryPoints: [
    'main.ts',
    'index.ts',
    'commands/exit-policy.ts',
    'compare/runner.ts',
    'demo/digits-objective.ts',
    'demo/private-objective.ts',
    'ledger/ledger-folder.ts',
    'simulate/host.ts',
    'simulate/worker.ts',
  ].map((file) => join(here, 'src', file)),
  external: ['@tensorflow/*', 'jiti', 'mnist', 'bufferutil', 'utf-8-validate'],
});
