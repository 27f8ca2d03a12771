import { createLocalPool } from '@fedzoo/shared/federation';
import { systemEntropy } from '@fedzoo/platform-node';
import { createStateLog, mechanismOf } from '@fedzoo/shared/federation/client';
import { parentPort, workerData } from 'node:worker_threads';
import { loadKernels } from '../kernels.js';
import { lineLog } from '../log-sink.js';
import { journalledEvaluator } from './paid-journal.js';
import { clientName } from './plan.js';
import { isPaid, openClientObjectives } from './population.js';
import type { WorkerReply, WorkerRequest, WorkerStart } from './worker-messages.js';

// A worker thread of a simulation: holds some of the clients, runs their steps, answers with their contributions.
const { experiment, plan, clientNumbers, snapshots, journal } = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error('this module runs as a worker thread only');

const reply = (message: WorkerReply): void => port.postMessage(message);
const fail = (error: unknown): void =>
  reply({
    kind: 'error',
    message: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? error.stack : undefined,
  });

try {
  const log = lineLog((line) => process.stderr.write(line));
  const clients = await openClientObjectives(experiment, clientNumbers, log);
  const objectives = new Map([...clients].map(([number, { objective }]) => [number, objective]));
  const budgets = new Map([...clients].flatMap(([number, { budget }]) => (budget === undefined ? [] : [[number, budget] as const])));
  const keepsRecords = plan.privacy !== undefined;
  const evaluators = new Map(
    [...clients].flatMap(([number, loaded]) =>
      journal !== undefined && isPaid(loaded)
        ? [[number, journalledEvaluator(journal, clientName(number), { ...loaded, keepsRecords })] as const]
        : [],
    ),
  );
  const confide = (client: string, reason: string): void => log.error(`${client} has nothing to give: ${reason}`);
  const stateLog = createStateLog();
  const pool = createLocalPool({
    plan,
    kernels: loadKernels(),
    objectives,
    budgets,
    evaluators,
    snapshots,
    mechanism: mechanismOf(plan, systemEntropy),
    confide,
  });
  port.on('message', (request: WorkerRequest) => {
    const work =
      request.kind === 'run'
        ? pool.run(request.tasks).then((contributions) => reply({ kind: 'contributions', contributions }))
        : pool.snapshot().then((taken) => reply({ kind: 'snapshot', part: stateLog.append(taken) }));
    work.catch(fail);
  });
  reply({ kind: 'ready' });
} catch (error) {
  fail(error);
}
