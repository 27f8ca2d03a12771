import { setTimeout as delay } from 'node:timers/promises';
import { inNaturalUnits, type Box, type Objective, type Outcome } from '@fedzoo/shared/objectives';
import { ObjectiveClosedError } from '../journal/journalled-evaluation.js';
import { startProgram, type ChildProgram, type ProgramConfig } from './child-program.js';
import { readReplyLine } from './reply-line.js';

export interface ProcessObjectiveConfig extends ProgramConfig {
  readonly box: Box;
  /** An evaluation that takes longer is `timedOut`, and its program is ended and started again. Start-up counts. */
  readonly timeoutMs: number;
  /** Before the first, and before the last, of a row of restarts without an answer between them; doubled each time. */
  readonly restartDelayMs?: { readonly minimum: number; readonly maximum: number };
}

const RESTART_DELAY_MS = { minimum: 250, maximum: 30_000 };
const CLOSE_GRACE_MS = 1000;

/** The program that is running, and where the answer to its open question goes. */
interface Session {
  readonly program: ChildProgram;
  question: { readonly id: number; readonly settle: (outcome: Outcome) => void } | undefined;
}

/**
 * An objective that a program evaluates, one question at a time: the line `{"id":1,"x":[…]}`, x in natural units, on its standard
 * input is answered by one line on its standard output: `{"id":1,"value":0.3}`, `{"id":1,"records":[0.2,0.4]}`,
 * `{"id":1,"infeasible":true}` or `{"id":1,"error":"…"}`. The program is started with the first question and again, after a growing delay, when it has died; the
 * question it died with ends as failed.
 */
export function createProcessObjective({ box, timeoutMs, restartDelayMs = RESTART_DELAY_MS, ...config }: ProcessObjectiveConfig): {
  objective: Objective;
  close: () => Promise<void>;
} {
  const { log } = config;
  const closing = new AbortController();
  let session: Session | undefined;
  let questions = 0;
  let deaths = 0;
  let diedAtMs = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function running(): Promise<Session> {
    if (session !== undefined) return session;
    if (deaths > 0) {
      const waitMs = diedAtMs + Math.min(restartDelayMs.minimum * 2 ** (deaths - 1), restartDelayMs.maximum) - Date.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal: closing.signal });
      log.info(`restarted after ${deaths} ${deaths === 1 ? 'death' : 'deaths'} without an answer`);
    }
    return (session = startSession());
  }

  function startSession(): Session {
    const started: Session = {
      question: undefined,
      program: startProgram(config, (line) => {
        readLine(started, line);
      }),
    };
    void started.program.ended.then((how) => {
      if (session === started) dropSession(`the program ${how}`);
      started.question?.settle({ kind: 'failed', reason: `the program ${how}` });
    });
    return started;
  }

  function dropSession(why: string): void {
    session = undefined;
    deaths += 1;
    diedAtMs = Date.now();
    if (!closing.signal.aborted) log.warn(why);
  }

  function readLine({ question }: Session, line: string): void {
    const reply = readReplyLine(line, { id: question?.id ?? questions + 1, box });
    if (reply.kind === 'answer') {
      if (question === undefined) log.warn('answered a question that was not asked; the line is ignored');
      question?.settle(reply.outcome);
      deaths = 0;
    } else if (reply.kind === 'stale') log.warn(`answered question ${reply.id} once more, after it was settled; the line is ignored`);
    else if (line.trim() !== '')
      log.warn('printed a line on standard output that is no answer; it is ignored (print diagnostics to standard error)');
  }

  async function ask(z: Float64Array): Promise<Outcome> {
    closing.signal.throwIfAborted();
    const asked = await running();
    const id = (questions += 1);
    let timer: NodeJS.Timeout | undefined;
    const abandoned = new AbortController();
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        asked.question = { id, settle: resolve };
        closing.signal.addEventListener('abort', () => reject(new ObjectiveClosedError('process')), {
          once: true,
          signal: abandoned.signal,
        });
        timer = setTimeout(() => {
          if (session === asked) dropSession(`no answer within ${timeoutMs / 1000} s; the program is ended`);
          asked.program.kill();
          resolve({ kind: 'timedOut' });
        }, timeoutMs);
        asked.program.send(JSON.stringify({ id, x: Array.from(z) }));
      });
    } finally {
      clearTimeout(timer);
      abandoned.abort();
      asked.question = undefined;
    }
  }

  /** One question at a time: a program need not read ahead, and a time limit is that of one evaluation. */
  async function askInTurn(z: Float64Array): Promise<Outcome> {
    const before = last;
    const answer = before
      .then(() => ask(z))
      .catch((error: unknown) => {
        if (closing.signal.aborted) throw new ObjectiveClosedError('process');
        throw error;
      });
    last = answer.catch(() => undefined);
    return await answer;
  }

  return {
    objective: inNaturalUnits(box, askInTurn),
    async close() {
      closing.abort();
      await session?.program.close(CLOSE_GRACE_MS);
    },
  };
}
