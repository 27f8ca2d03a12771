import { startAgent } from '../agent/agent.js';
import { openDataDirectory } from '../agent/data-directory.js';
import { loadKernels } from '../kernels.js';
import { lineLog } from '../log-sink.js';
import type { HostMessage, HostStart } from './host-messages.js';
import { clientName } from './plan.js';
import { openClientObjectives } from './population.js';

// A process that hosts clients of a simulation over sockets: the agent of a deployment, with the objectives of an experiment.
const tell = (message: HostMessage): void => void process.send?.(message);

async function serve({ experiment, clientNumbers, serverUrl, joinToken, directory }: HostStart): Promise<void> {
  const log = lineLog((line) => process.stderr.write(line));
  const objectives = await openClientObjectives(experiment, clientNumbers, log);
  const data = openDataDirectory(directory, { name: 'client', clientIds: clientNumbers.map(clientName) });
  const quiet = { info: () => undefined, warn: log.warn, error: log.error };
  const agent = startAgent(
    { data, objectives: clientNumbers.map((number) => objectives.get(number)!), kernels: loadKernels(), log: quiet },
    { serverUrl, joinToken },
  );
  process.on('SIGTERM', () => void agent.close());
  // The simulation is gone: nobody would end this process.
  process.on('disconnect', () => void agent.close());
  const end = await agent.ended;
  if (end.kind === 'refused' || end.kind === 'failed')
    tell({ kind: 'failed', reason: end.error instanceof Error ? end.error.message : JSON.stringify(end.error) });
  if (process.connected) process.disconnect();
}

process.on('SIGINT', () => undefined); // the simulation decides when its hosts end
process.once('message', (start: HostStart) => {
  serve(start).catch((error: unknown) => {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  });
});
