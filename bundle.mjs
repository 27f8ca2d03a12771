// How the programs of a package are put together.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

/** CommonJS packages within a module want a `require`. */
const REQUIRE =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";

/** Bundles from the sources into `dist`; what was built there before goes once the new files are there. */
export async function bundle(directory, { entryPoints, external }) {
  const dist = join(directory, 'dist');
  const { metafile } = await esbuild.build({
    entryPoints,
    outbase: join(directory, 'src'),
    outdir: dist,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@fedzoo/source'],
    external,
    banner: { js: REQUIRE },
    sourcemap: true,
    metafile: true,
    absWorkingDir: directory,
    logLevel: 'warning',
  });
  const current = new Set(Object.keys(metafile.outputs).map((path) => join(directory, path)));
  // Beside programs there may be the page, and types.
  for (const { name, parentPath } of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(parentPath, name);
    if (/\.js(\.map)?$/.test(name) && !/\/dist\/(dashboard|types)\//.test(file) && !current.has(file)) rmSync(file);
  }
}
