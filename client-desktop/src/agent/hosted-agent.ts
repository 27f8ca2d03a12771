import { basename, isAbsolute } from 'node:path';
import { createAgent, lineLog, readObjectiveFile, UserError, type Agent, type AgentEnd } from '@fedzoo/client-node';
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
