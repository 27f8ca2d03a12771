import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [svelte()],
  resolve: { conditions: ['@fedzoo/source', ...defaultClientConditions] },
  build: {
    outDir: fileURLToPath(new URL('../../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome140',
    // The policy allows the page's own files only, so nothing is inlined; and it connects to nothing, so nothing is preloaded by fetch.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
