// Builds the coordinator to dist/, with all it imports but native code and what starts threads from files of its own.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../bundle.mjs';

const here = dirname(fileURLToPath(import.meta.url));

await bundle(here, {
  entryPoints: ['main.ts', 'index.ts', 'ledger/stored-ledgers.ts', 'noise/noise-thread.ts'].map((file) => join(here, 'src', file)),
  external: ['@photostructure/sqlite', 'pino', 'bufferutil', 'utf-8-validate'],
});
