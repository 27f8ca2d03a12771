import { utilityProcess, type UtilityProcess } from 'electron';
import { newsSchema, type News, type Order } from '../agent/messages.js';

export interface AgentSupervisor {
  /** Passes an order on, to a process that is started if there is none. */
  order(order: Order): void;
  /** Ends the process in peace: what is under way is written down first. Resolves when it is gone. */
  end(): Promise<void>;
}

export interface SupervisorPorts {
  readonly news: (news: News) => void;
  /** It ended, and nobody had asked for it. */
  readonly died: (code: number) => void;
}

const PATIENCE_MS = 2000;

/** Keeps the one utility process in which the agent lives. */
export function createAgentSupervisor(agentPath: string, ports: SupervisorPorts): AgentSupervisor {
  let current: UtilityProcess | undefined;

  function start(): UtilityProcess {
    const started = utilityProcess.fork(agentPath, [], { serviceName: 'FedZoo agent', stdio: 'inherit' });
    started.on('message', (message: unknown) => {
      if (current === started) ports.news(newsSchema.parse(message));
    });
    started.on('exit', (code) => {
      if (current !== started) return;
      current = undefined;
      ports.died(code);
    });
    return started;
  }

  return {
    order(order) {
      current ??= start();
      current.postMessage(order satisfies Order);
    },
    async end() {
      const ending = current;
      current = undefined;
      if (ending === undefined) return;
      await new Promise<void>((resolve) => {
        const late = setTimeout(() => ending.kill(), PATIENCE_MS);
        ending.once('exit', () => {
          clearTimeout(late);
          resolve();
        });
        ending.postMessage({ kind: 'close' } satisfies Order);
      });
    },
  };
}
