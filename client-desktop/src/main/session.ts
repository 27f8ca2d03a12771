import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { News, Order } from '../agent/messages.js';
import type { RequestOf, ResultOf } from '../ipc/contract.js';
import type { LiveSession, ReportedValue, Session } from '../ipc/session.js';
import { FIRST_SESSION, hearNews, reportedValue } from './session-state.js';

/** What the session asks of the rest of the main process. */
export interface SessionPorts {
  /** The native dialog; undefined when it is closed without a choice. */
  readonly askForFile: () => Promise<string | undefined>;
  readonly order: (order: Order) => void;
  /** Ends the agent's process; the next order starts a new one. */
  readonly endAgent: () => Promise<void>;
  readonly changed: (session: Session) => void;
  readonly reported: (value: ReportedValue) => void;
  /** Where agents keep what they must not forget. */
  readonly agentsDirectory: string;
  readonly nowMs: () => number;
}

export interface SessionKeeper {
  read(): ResultOf<'readSession'>;
  chooseObjective(): Promise<void>;
  review(form: RequestOf<'review'>): void;
  backToForm(): void;
  agree(): void;
  pause(): void;
  resume(): void;
  leave(): void;
  startOver(): Promise<void>;
  /** News of the agent's process. */
  hear(news: News): void;
  /** The agent's process is gone, without having said goodbye. */
  agentDied(code: number): void;
}

/** Curve points kept for a window that is opened or reloaded later. */
const MOST_VALUES = 5000;

/** Holds what the person decided, and turns it into orders for the agent. The token and the path live here and nowhere else. */
export function createSessionKeeper(ports: SessionPorts): SessionKeeper {
  let session: Session = FIRST_SESSION;
  let values: ReportedValue[] = [];
  let objectiveFile: string | undefined;
  /** What the form held, for the next time. */
  let filledIn: Pick<Extract<Session, { stage: 'consent' }>, 'serverUrl' | 'objective'> | undefined;
  let joinToken = '';

  function change(next: Session): void {
    session = next;
    ports.changed(session);
  }
  function live(): LiveSession {
    if (session.stage !== 'live') throw new Error('This machine does not take part in anything at present.');
    return session;
  }

  return {
    read: () => ({ session, values }),

    async chooseObjective() {
      if (session.stage !== 'form') return;
      const chosen = await ports.askForFile();
      if (chosen === undefined || session.stage !== 'form') return;
      objectiveFile = chosen;
      change({ ...session, objective: null, reading: true, problem: null });
      ports.order({ kind: 'inspect', objectiveFile: chosen });
    },

    review(form) {
      if (session.stage !== 'form') return;
      const { objective } = session;
      const serverUrl = form.serverUrl.trim();
      const problem = problemOf(serverUrl, form.joinToken);
      if (problem !== null) change({ ...session, serverUrl, problem });
      else if (objective === null) change({ ...session, serverUrl, problem: 'Choose the objective file of this machine first.' });
      else {
        joinToken = form.joinToken.trim();
        filledIn = { serverUrl, objective };
        change({ stage: 'consent', serverUrl, objective });
      }
    },

    backToForm() {
      if (session.stage !== 'consent') return;
      const { serverUrl, objective } = session;
      change({ stage: 'form', serverUrl, objective, reading: false, problem: null });
    },

    agree() {
      if (session.stage !== 'consent' || objectiveFile === undefined) return;
      const { serverUrl, objective } = session;
      values = [];
      change({
        stage: 'live',
        serverUrl,
        objective,
        connection: { state: 'connecting' },
        paused: false,
        leaving: false,
        work: null,
        run: null,
        released: [],
        notice: null,
      });
      ports.order({
        kind: 'start',
        objectiveFile,
        dataDir: join(ports.agentsDirectory, directoryName(objectiveFile)),
        serverUrl,
        joinToken,
      });
    },

    pause() {
      change({ ...live(), paused: true });
      ports.order({ kind: 'pause' });
    },

    resume() {
      change({ ...live(), paused: false });
      ports.order({ kind: 'resume' });
    },

    leave() {
      change({ ...live(), leaving: true });
      ports.order({ kind: 'leave' });
    },

    async startOver() {
      if (session.stage !== 'ended') return;
      await ports.endAgent();
      joinToken = '';
      change({ ...FIRST_SESSION, ...filledIn });
    },

    hear(news) {
      const value = reportedValue(news);
      const next = hearNews(session, news, ports.nowMs());
      if (next !== session) change(next);
      if (value === null || session.stage !== 'live') return;
      values = [...values.slice(-MOST_VALUES), value];
      ports.reported(value);
    },

    agentDied(code) {
      if (session.stage === 'live') {
        const { work, run, released } = session;
        change({
          stage: 'ended',
          why: 'failed',
          text: `The process that evaluates the objective ended unexpectedly (exit code ${code}).`,
          work,
          run,
          released,
        });
      } else if (session.stage === 'form' && session.reading) {
        change({ ...session, reading: false, problem: 'The objective file could not be read: its process ended unexpectedly.' });
      }
    },
  };
}

function problemOf(serverUrl: string, joinToken: string): string | null {
  const url = URL.canParse(serverUrl) ? new URL(serverUrl) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return serverUrl === ''
      ? 'Give the coordinator’s address, like http://192.168.1.20:8470.'
      : `“${serverUrl}” is not a coordinator’s address; it looks like http://192.168.1.20:8470.`;
  }
  return joinToken.trim() === '' ? 'Give the join token; whoever runs the coordinator has it.' : null;
}

/** One folder an objective file: what was evaluated for one objective must never be taken for another's. */
function directoryName(objectiveFile: string): string {
  return createHash('sha256').update(objectiveFile).digest('hex').slice(0, 16);
}
