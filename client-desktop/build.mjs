// Builds the desktop client to dist/: main, preload and agent process with esbuild, the renderer with Vite. Main and agent are modules that
// leave packages outside (they run beside node_modules); the preload is one CommonJS file, the only kind that a sandboxed preload can be.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { build as buildPage } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');

/** @type {(platform: { readonly outdir: string }) => Record<'main' | 'preload' | 'agent', esbuild.BuildOptions>} */
export function bundles({ outdir }) {
  const common = { bundle: true, platform: 'node', target: 'node20', sourcemap: 'linked', logLevel: 'warning' };
  return {
    main: {
      ...common,
      entryPoints: [join(here, 'src/main/main.ts')],
      outfile: join(outdir, 'main.js'),
      format: 'esm',
      packages: 'external',
    },
    agent: {
      ...common,
      entryPoints: [join(here, 'src/agent/process.ts')],
      outfile: join(outdir, 'agent.js'),
      format: 'esm',
      packages: 'external',
    },
    preload: {
      ...common,
      entryPoints: [join(here, 'src/preload/preload.ts')],
      outfile: join(outdir, 'preload.cjs'),
      format: 'cjs',
      external: ['electron'],
    },
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  rmSync(dist, { recursive: true, force: true });
  await Promise.all(Object.values(bundles({ outdir: dist })).map((options) => esbuild.build(options)));
  await buildPage({ configFile: join(here, 'src/renderer/vite.config.ts'), logLevel: 'warn' });
}
