import type { Experiment } from '@fedzoo/shared/experiment';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distUrl } from '../dist-url.js';
import { end, type CoordinatorProcess } from './coordinator-process.js';
import type { HostMessage, HostStart } from './host-messages.js';

export interface HostProcesses {
  /** Rejects when a host ends or cannot go on before it is closed. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** Starts the processes that host an experiment's clients; client i lives in host i mod `workers`, or where it lived before a resume. */
export function startHosts(options: {
  readonly experiment: Experiment;
  readonly coordinator: CoordinatorProcess;
  readonly directory: string;
  readonly clients: number;
  readonly workers: number;
}): HostProcesses {
  const { experiment, coordinator, directory, clients } = options;
  const count = earlierHosts(directory) ?? Math.max(1, Math.min(options.workers, clients));
  const children = Array.from({ length: count }, (_, index) => {
    const home = join(directory, `host-${count}-${index + 1}`);
    mkdirSync(home, { recursive: true });
    const start: HostStart = {
      experiment,
      clientNumbers: Array.from({ length: clients }, (_unused, number) => number).filter((number) => number % count === index),
      serverUrl: coordinator.url,
      joinToken: coordinator.joinToken,
      directory: home,
    };
    const child = fork(fileURLToPath(distUrl('simulate/host.js')), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.send(start);
    return child;
  });
  const failed = Promise.race(
    children.flatMap((child) => [
      once(child, 'message').then(([message]): never => {
        throw new Error(`a host of the simulation cannot go on: ${(message as HostMessage).reason}`);
      }),
      once(child, 'exit').then(([code]): never => {
        throw new Error(`a host of the simulation ended with code ${String(code)}`);
      }),
    ]),
  );
  failed.catch(() => undefined);
  return {
    failed,
    async close() {
      await Promise.all(children.map(end));
    },
  };
}

/** How many hosts the run has had: their journals are theirs, so a run that is resumed keeps the number. */
function earlierHosts(directory: string): number | undefined {
  const counts = readdirSync(directory).flatMap((name) => /^host-(\d+)-1$/.exec(name)?.[1] ?? []);
  return counts[0] === undefined ? undefined : Number(counts[0]);
}
