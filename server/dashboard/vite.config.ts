import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [svelte()],
  // The page is built from the sources of `shared`, so a stale dist cannot get into it.
  resolve: { conditions: ['@fedzoo/source', ...defaultClientConditions] },
  build: {
    outDir: fileURLToPath(new URL('../dist/dashboard', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // A data: font or script would need a wider content security policy than 'self'.
    assetsInlineLimit: 0,
  },
});
