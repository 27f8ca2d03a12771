import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { packageUrl } from '../package-url.js';

/** A coordinator started as a process of its own, as an operator starts it. */
export interface CoordinatorProcess {
  readonly url: string;
  readonly joinToken: string;
  readonly adminToken: string;
  /** Rejects if the coordinator ends before it is closed. */
  readonly ended: Promise<never>;
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}

const LAUNCHER = fileURLToPath(packageUrl('../fedzoo.mjs'));

/** Starts `fedzoo server` on a free port of loopback and waits until it says where it is. Throws if it ends without. */
export async function startCoordinator(directory: string): Promise<CoordinatorProcess> {
  const child = spawn(process.execPath, [LAUNCHER, 'server', '--data', directory, '--port', '0', '--json', '--end-with-input'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString('utf8')));
  let closing = false;
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(
      closing ? 'the coordinator was closed' : `the coordinator ended with code ${String(code)}\n${complaints.join('').slice(-4000)}`,
    );
  });
  ended.catch(() => undefined);
  const line = await Promise.race([once(createInterface(child.stdout), 'line').then(([first]) => String(first)), ended]);
  child.stdout.resume();
  const { url, joinToken, adminToken } = JSON.parse(line) as { url: string; joinToken: string; adminToken: string };
  return {
    url,
    joinToken,
    adminToken,
    ended,
    async close() {
      closing = true;
      await end(child);
    },
  };
}

/** Within what an interrupted command has left, so that it leaves none behind that is slow to end; all of them may be killed. */
const INSIST_AFTER_MS = 1200;

/** Asks a process to end, and insists after a while. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), INSIST_AFTER_MS);
  await gone;
  clearTimeout(insist);
}
