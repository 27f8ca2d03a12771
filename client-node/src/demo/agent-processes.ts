import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AgentEvent } from '../agent/agent-event.js';
import { distUrl } from '../dist-url.js';
import { end, type CoordinatorProcess } from '../simulate/coordinator-process.js';
import type { ClientFiles } from './demo-folder.js';

export interface AgentProcesses {
  /** Resolves when every client has joined. */
  readonly joined: Promise<void>;
  /** Rejects when one ends before it is closed. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

export type DemoClient = ClientFiles & { readonly name: string };

/** Starts `fedzoo agent` once a client, each a process that is given its own files and nothing else. */
export function startAgents(clients: readonly DemoClient[], { url, joinToken }: Pick<CoordinatorProcess, 'url' | 'joinToken'>): AgentProcesses {
  let closing = false;
  const agents = clients.map((client) => {
    const { name, objectiveFile, dataDirectory, logFile } = client;
    const log = openSync(logFile, 'w');
    // The launcher has built what this process runs, so its program can be started without it.
    const child = spawn(
      process.execPath,
      [fileURLToPath(distUrl('main.js')), 'agent', '--server', url, '--objective', objectiveFile, '--data', dataDirectory, '--name', name, '--json'],
      // Should this process be killed, the pipe breaks, and an agent ends when it next tells something. The token does not show in a process list.
      { stdio: ['ignore', 'pipe', log], env: { ...process.env, FEDZOO_JOIN_TOKEN: joinToken } },
    );
    closeSync(log);
    const joined = once(child, 'joined').then(() => undefined);
    if (child.stdout !== null) createInterface(child.stdout).on('line', (line) => (isJoined(line) ? child.emit('joined') : undefined));
    const failed = once(child, 'exit').then(([code]): never => {
      throw new Error(closing ? `the agent of ${name} was closed` : `the agent of ${name} ended with code ${String(code)}\n${readFileSync(logFile, 'utf8').slice(-4000)}`);
    });
    return { child, joined, failed };
  });
  const failed = Promise.race(agents.map((agent) => agent.failed));
  for (const promise of [failed, ...agents.flatMap((agent) => [agent.joined, agent.failed])]) promise.catch(() => undefined);
  return {
    joined: Promise.all(agents.map((agent) => agent.joined)).then(() => undefined),
    failed,
    async close() {
      closing = true;
      await Promise.all(agents.map(({ child }): Promise<void> => end(child as ChildProcess)));
    },
  };
}

function isJoined(line: string): boolean {
  return (JSON.parse(line) as AgentEvent).kind === 'joined';
}
