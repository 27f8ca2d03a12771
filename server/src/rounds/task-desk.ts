import type { ClientId, Contribution, RunId, RunPlan, Task } from '@fedzoo/shared/federation/server';
import type { HostLink } from './host-link.js';
import type { RunPorts } from './run-ports.js';

/** The tasks of one run's open phase: who was handed which, on what connection, and who has answered. */
export interface TaskDesk {
  /** Puts out the tasks of a phase that has opened, and hands them to those who are here. */
  open(plan: RunPlan, tasks: readonly Task[]): void;
  /** Hands a client its task, if it has one open and was not given it on its present connection. */
  hand(client: ClientId): void;
  /** The client's contribution is written down. */
  received(contribution: Contribution): void;
  /** The phase is over: what was not sent yet is not sent any more. */
  clear(): void;
}

export function createTaskDesk(run: RunId, { pool, measure, observer }: Pick<RunPorts, 'pool' | 'measure' | 'observer'>): TaskDesk {
  const open = new Map<ClientId, { readonly plan: RunPlan; readonly task: Task }>();
  const handedTo = new Map<ClientId, HostLink>();

  const desk: TaskDesk = {
    open(plan, tasks) {
      desk.clear();
      let bytes = 0;
      for (const task of tasks) {
        const bytesDown = measure.task(task);
        bytes += bytesDown;
        open.set(task.client, { plan, task });
        pool.setTask(run, task.client, { run, round: task.round });
        pool.count(run, task.client, { queries: 0, bytesUp: 0, bytesDown });
      }
      observer.tasksOpened({ count: tasks.length, bytes });
      for (const { client } of tasks) desk.hand(client);
    },

    hand(client) {
      const entry = open.get(client);
      const link = pool.find(client)?.link;
      if (entry === undefined || link === undefined || handedTo.get(client) === link) return;
      handedTo.set(client, link);
      link.assign({ ...entry, wanted: () => open.get(client) === entry });
    },

    received(contribution) {
      const { client, queries } = contribution;
      open.delete(client);
      pool.setTask(run, client, undefined);
      pool.count(run, client, { queries, bytesUp: measure.contribution(contribution), bytesDown: 0 });
    },

    clear() {
      for (const client of open.keys()) pool.setTask(run, client, undefined);
      open.clear();
      handedTo.clear();
    },
  };
  return desk;
}
