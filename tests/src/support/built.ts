import { execFileSync } from 'node:child_process';
import { ROOT } from './launcher.js';

/** Builds what is stale, so that a test of built files cannot pass on old ones. Nothing to do under `npm test`, which has done it. */
export function ensureBuilt(): void {
  execFileSync(process.execPath, ['setup.mjs'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}
