import { existsSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import {
  createAgent,
  lineLog,
  readKeptLedgers,
  readObjectiveFile,
  UserError,
  type Agent,
  type AgentEnd,
  type AgentEvent,
} from '@fedzoo/client-node';
import type { News, Order } from './messages.js';
import { objectiveFacts } from './objective-facts.js';

export interface HostedAgentPorts {
  readonly tell: (news: News) => void;
  /** Lines for a log; never shown in the window. */
  readonly log: (line: string) => void;
}

/** One agent behind a message port: takes orders one after the other, tells what happens. An order that fails is told, never thrown. */
export function createHostedAgent({ tell, log }: HostedAgentPorts): { obey(order: Order): Promise<void> } {
  let agent: Agent | undefined;

  async function carryOut(order: Order): Promise<void> {
    switch (order.kind) {
      case 'inspect':
        tell({ kind: 'inspected', facts: objectiveFacts(order.objectiveFile, await readObjectiveFile(order.objectiveFile)) });
        return;
      case 'start': {
        const { objectiveFile, dataDir, serverUrl, joinToken } = order;
        for (const event of await releasedBefore(dataDir, log)) tell({ kind: 'event', event });
        const started = await createAgent({
          objectiveFile,
          dataDir,
          serverUrl,
          joinToken,
          log: lineLog(log),
          onEvent: (event) => tell({ kind: 'event', event }),
        });
        agent = started;
        void started.ended.then((end) => tell(endOf(end)));
        return;
      }
      case 'pause':
        agent?.pause();
        return;
      case 'resume':
        agent?.resume();
        return;
      case 'leave':
        await agent?.leave();
        return;
      case 'close':
        await agent?.close();
        return;
    }
  }

  return {
    async obey(order) {
      try {
        await carryOut(order);
      } catch (error) {
        if (!(error instanceof UserError)) log(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        tell({ kind: 'problem', text: problemText(error) });
      }
    },
  };
}

/** What the ledgers of the data directory say already. One that cannot be read is a matter of the next private run, not of this. */
async function releasedBefore(dataDirectory: string, log: (line: string) => void): Promise<AgentEvent[]> {
  if (!existsSync(dataDirectory)) return [];
  try {
    return (await readKeptLedgers(dataDirectory)).map(({ summary }) => {
      const { dataSet: name, unit, budget, epsilon, releases } = summary;
      // A client's own ledger is named after both, the client and the data set.
      const [client = '', ...dataSet] = name.split(': ');
      return {
        kind: 'released',
        client,
        dataSet: dataSet.join(': '),
        unit,
        epsilon,
        budget: budget.epsilon,
        delta: budget.delta,
        releases,
      };
    });
  } catch (error) {
    log(`${error instanceof Error ? error.message : String(error)}\n`);
    return [];
  }
}

/** An error as the window tells it: without the names of command line options, and files by their names alone. */
function problemText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const text = error instanceof UserError ? message.slice(`${error.field}: `.length) : message;
  return text.replaceAll(/[^\s"'“”,;]+/g, (word) => (isAbsolute(word) ? basename(word) : word));
}

function endOf(end: AgentEnd): News {
  switch (end.kind) {
    case 'left':
    case 'closed':
      return { kind: 'ended', why: end.kind, text: null };
    case 'refused':
      return { kind: 'ended', why: 'refused', text: `${end.error.field} ${end.error.text}`.trim() };
    case 'failed':
      return { kind: 'ended', why: 'failed', text: end.error instanceof Error ? end.error.message : String(end.error) };
  }
}
