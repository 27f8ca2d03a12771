#!/usr/bin/env node
// The launcher behind `npx fedzoo`: sees that the checkout is installed and built, then hands over to the program that has the command.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root, RUNTIME_STEPS } from './setup.mjs';

/** How often a launcher that npm started looks whether its shell is still there. */
const LOOK_EVERY_MS = 250;

const startedBy = process.ppid;
await prepare(RUNTIME_STEPS);

const args = process.argv.slice(2);
const program = args[0] === 'server' ? 'server' : 'client-node';
const child = spawn(process.execPath, ['--enable-source-maps', join(root, program, 'dist', 'main.js'), ...args], { stdio: 'inherit' });

// What is sent to the launcher alone is passed on. A terminal sends its signals to both processes: then the child hears the same one
// twice, and takes it for one. The child decides when to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
// npm passes SIGTERM on to the shell between it and this process, and the shell dies of it without a word. All that is seen of that here is
// another parent. A process that was started by itself and outlives its terminal has another parent too, so only what npm started looks.
if (process.env['npm_command'] !== undefined) {
  const look = setInterval(() => {
    if (process.ppid === startedBy) return;
    clearInterval(look);
    child.kill('SIGTERM');
  }, LOOK_EVERY_MS);
  look.unref();
}
child.on('error', (error) => {
  process.stderr.write(`fedzoo: ${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
