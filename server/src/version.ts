import { readFileSync } from 'node:fs';

/** The version of this package, which sources and build output find at the same place. */
export const VERSION: string = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;
