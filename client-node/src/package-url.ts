import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** A path in this package, whichever file of it asks: the build puts modules together, so their own places say nothing. */
export function packageUrl(path: string): URL {
  return new URL(path, pathToFileURL(createRequire(import.meta.url).resolve('@fedzoo/client-node/package.json')));
}
