import { loadKernels } from '../kernels.js';
import type { LogSink } from '../log-sink.js';
import { readObjectiveFile } from '../objectives/objective-file.js';
import { openObjectives } from '../objectives/open-objectives.js';
import { UserError } from '../user-error.js';
import { startAgent, type Agent, type AgentOptions } from './agent.js';
import { openDataDirectory, type DataDirectoryOptions } from './data-directory.js';

export interface CreateAgentOptions extends AgentOptions, DataDirectoryOptions {
  /** Path of the objective file (YAML) that all clients of this host are made from. */
  readonly objectiveFile: string;
  /** Path of the directory that holds identity, journal and state; made if it is missing. */
  readonly dataDir: string;
  readonly log: LogSink;
}

/**
 * Opens the data directory and the objectives and starts an agent on them.
 *
 * ```ts
 * const agent = await createAgent({ serverUrl, joinToken, objectiveFile: 'objective.yaml', dataDir: 'agent-data', log, onEvent: console.log });
 * const why = await agent.ended;
 * ```
 *
 * Throws `UserError` where an option, the objective or the directory is at fault; after that nothing throws.
 */
export async function createAgent(options: CreateAgentOptions): Promise<Agent> {
  const { objectiveFile, dataDir, log, name, clients, clientIds, epsilon } = options;
  checkServerUrl(options.serverUrl);
  const spec = await readObjectiveFile(objectiveFile);
  const data = openDataDirectory(dataDir, { name, clients, clientIds, epsilon });
  try {
    const objectives = await openObjectives(spec, { clients: data.clientIds, log });
    return startAgent({ data, objectives, kernels: loadKernels(), log }, options);
  } catch (error) {
    await data.close();
    throw error;
  }
}

/** Throws `UserError` unless `url` is one a coordinator can have. */
export function checkServerUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) {
    throw new UserError('--server', `is "${url}"; give the coordinator's URL, like http://localhost:8470`);
  }
}
