import type { BuildOptions } from 'esbuild';

export function bundles(platform: { readonly outdir: string }): Record<'main' | 'preload' | 'agent', BuildOptions>;
