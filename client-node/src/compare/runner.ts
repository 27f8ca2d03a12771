import { directChannel } from '@fedzoo/shared/federation';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';
import { parentPort } from 'node:worker_threads';
import { lineLog } from '../log-sink.js';
import { withChosenMethod } from '../chosen-method.js';
import { runInMemory } from '../simulate/memory-run.js';
import { openPopulation } from '../simulate/population.js';
import { UserError } from '../user-error.js';
import type { RunnerReply, RunnerRequest } from './runner-messages.js';

// A worker thread of a comparison: the coordinator's half and the observer of one run after another; the clients have threads of their own.
const port = parentPort;
if (port === null) throw new Error('this module runs as a worker thread only');
const reply = (message: RunnerReply): void => port.postMessage(message);
const stopping = new AbortController();

port.on('message', (request: RunnerRequest) => {
  if (request.kind === 'stop') stopping.abort();
  else run(request).catch(fail);
});

async function run({ experiment, workers }: Extract<RunnerRequest, { kind: 'run' }>): Promise<void> {
  const population = await openPopulation(experiment, { log: lineLog((line) => process.stderr.write(line)) });
  try {
    const { rows, observerQueries, seconds, stopped } = await runInMemory({
      experiment: withChosenMethod(experiment, { dimension: population.dimension, clients: population.weights.length }),
      population,
      channel: directChannel,
      measure: { task: taskBytes, contribution: contributionBytes },
      workers,
      clock: () => performance.now() / 1000,
      signal: stopping.signal,
      events: {
        round: (row) => reply({ kind: 'row', row }),
        phase: ({ round }) => reply({ kind: 'trip', round }),
        notice: (text) => reply({ kind: 'notice', text }),
      },
    });
    reply({ kind: 'end', rows, observerQueries, seconds, stopped });
  } finally {
    await population.close();
  }
}

function fail(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const field = error instanceof UserError ? error.field : undefined;
  reply({ kind: 'error', field, message: field === undefined ? message : message.slice(field.length + 2), stack });
}
