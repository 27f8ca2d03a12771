/**
 * The compiled form of a module of this package, for what starts as a thread or a process of its own: it cannot run from TypeScript, also
 * when the caller does (under test).
 */
export function distUrl(module: string): URL {
  return new URL(`../dist/${module}`, import.meta.url);
}
