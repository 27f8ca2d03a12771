import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { distUrl } from '../dist-url.js';
import { end, type CoordinatorProcess } from '../simulate/coordinator-process.js';
import type { ClientFiles } from './demo-folder.js';

export interface AgentProcesses {
  /** Rejects when one ends before it is closed. */
  readonly failed: Promise<never>;
  /** Ends them all; resolves when they are gone. */
  close(): Promise<void>;
}

/** Starts `fedzoo agent` once a client, each a process that is given its own files and nothing else. */
export function startAgents(
  clients: readonly (ClientFiles & { readonly name: string })[],
  { url, joinToken }: Pick<CoordinatorProcess, 'url' | 'joinToken'>,
): AgentProcesses {
  const children = clients.map(({ name, objectiveFile, dataDirectory, logFile }) => {
    const log = openSync(logFile, 'w');
    // The launcher has built what this process runs, so the agent's program can be started without it.
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(distUrl('main.js')),
        'agent',
        '--server',
        url,
        '--objective',
        objectiveFile,
        '--data',
        dataDirectory,
        '--name',
        name,
        '--json',
        '--end-with-input',
      ],
      // Should this process be killed, its end of the pipe closes, and the agents end. In the environment the token does not show in a
      // list of processes.
      { stdio: ['pipe', 'pipe', log], env: { ...process.env, FEDZOO_JOIN_TOKEN: joinToken } },
    );
    closeSync(log);
    child.stdout?.resume();
    // They take every core there is: whoever watches, and breaks off, comes first.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    return { name, logFile, child };
  });
  const failed = Promise.race(
    children.map(async ({ name, logFile, child }): Promise<never> => {
      const [code] = (await once(child, 'exit')) as [number | null];
      throw new Error(`the agent of ${name} ended with code ${String(code)}\n${readFileSync(logFile, 'utf8').slice(-4000)}`);
    }),
  );
  failed.catch(() => undefined);
  return {
    failed,
    async close() {
      await Promise.all(children.map(({ child }) => end(child)));
    },
  };
}
