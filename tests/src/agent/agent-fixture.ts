import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAgent, type Agent, type AgentEvent, type CreateAgentOptions } from '@fedzoo/client-node';

/** A folder with an objective file, and the agents that a test starts on it. */
export interface AgentFixture {
  readonly directory: string;
  readonly log: readonly string[];
  readonly events: readonly AgentEvent[];
  write(name: string, text: string): string;
  start(options: Partial<CreateAgentOptions> & Pick<CreateAgentOptions, 'serverUrl' | 'joinToken'>): Promise<Agent>;
  /** Waits for an event, also one that has come already. */
  until<Kind extends AgentEvent['kind']>(
    kind: Kind,
    holds?: (event: Extract<AgentEvent, { kind: Kind }>) => boolean,
  ): Promise<Extract<AgentEvent, { kind: Kind }>>;
  close(): Promise<void>;
}

export const SYNTHETIC = 'kind: synthetic\nfunction: quadratic\ndimension: 3\nheterogeneity: 0.5\n';

export function createAgentFixture(objective = SYNTHETIC): AgentFixture {
  const directory = mkdtempSync(join(tmpdir(), 'fedzoo-agent-'));
  const log: string[] = [];
  const events: AgentEvent[] = [];
  const agents: Agent[] = [];
  const waiting = new Set<(event: AgentEvent) => void>();
  const record = (text: string): void => void log.push(text);
  const write = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  write('objective.yaml', objective);
  return {
    directory,
    log,
    events,
    write,
    async start(options) {
      const agent = await createAgent({
        objectiveFile: join(directory, 'objective.yaml'),
        dataDir: join(directory, 'data'),
        name: 'edge',
        log: { info: record, warn: record, error: record },
        onEvent(event) {
          events.push(event);
          for (const hear of waiting) hear(event);
        },
        retryMs: { minimum: 10, maximum: 100 },
        ...options,
      });
      agents.push(agent);
      return agent;
    },
    async until(kind, holds = () => true) {
      type Wanted = Extract<AgentEvent, { kind: typeof kind }>;
      const fits = (event: AgentEvent): event is Wanted => event.kind === kind && holds(event as Wanted);
      const past = events.find(fits);
      if (past !== undefined) return past;
      return await new Promise((resolve) => {
        const hear = (event: AgentEvent): void => {
          if (!fits(event)) return;
          waiting.delete(hear);
          resolve(event);
        };
        waiting.add(hear);
      });
    },
    async close() {
      await Promise.all(agents.map((agent) => agent.close()));
      rmSync(directory, { recursive: true });
    },
  };
}
