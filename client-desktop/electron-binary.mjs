import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const NAMES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/**
 * Path of Electron's binary, undefined where there is none. Asked of the file system: `require('electron')` throws without a binary.
 * @returns {string | undefined}
 */
export function electronBinary() {
  const name = NAMES[process.platform] ?? 'electron';
  const own = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (own !== undefined) return existing(join(own, name));
  const directory = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = join(directory, 'path.txt');
  return existsSync(named) ? existing(join(directory, 'dist', readFileSync(named, 'utf8').trim())) : undefined;
}

function existing(path) {
  return existsSync(path) ? path : undefined;
}
