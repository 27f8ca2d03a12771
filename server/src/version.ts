import { readFileSync } from 'node:fs';
import { packageUrl } from './package-url.js';

/** The version of this package. */
export const VERSION: string = (JSON.parse(readFileSync(packageUrl('package.json'), 'utf8')) as { version: string }).version;
