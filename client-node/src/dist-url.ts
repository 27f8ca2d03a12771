import { packageUrl } from './package-url.js';

/**
 * The built form of a module of this package, for what starts as a thread or a process of its own: it cannot run from TypeScript, also
 * when the caller does (under test). The build must know it as an entry (`build.mjs`).
 */
export function distUrl(module: string): URL {
  return packageUrl(`dist/${module}`);
}
