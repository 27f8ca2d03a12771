// Starts the built desktop client. Electron's binary is not in its package: it is a download of its own, which not every machine can make.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronBinary } from './electron-binary.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, 'dist', 'main.js');
const binary = electronBinary();

if (binary === undefined) {
  const { version } = createRequire(import.meta.url)('electron/package.json');
  fail(`the Electron binary is not on this machine. Either
  - on a machine that reaches github.com:   node client-desktop/node_modules/electron/install.js
  - or with an Electron ${version} of your own:   ELECTRON_OVERRIDE_DIST_PATH=/path/to/its/folder npm run desktop
  - or take part without a window:          npx fedzoo agent --server URL --join TOKEN --objective FILE --data DIR`);
}
if (!existsSync(main)) fail('the desktop client is not built; start it with `npm run desktop`, which builds it first');

const child = spawn(binary, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});

function fail(text) {
  process.stderr.write(`fedzoo desktop: ${text}\n`);
  process.exit(2);
}
