import { FedZooError } from '@fedzoo/shared/errors';
import { budgetSpentText } from '@fedzoo/shared/federation/client';
import type { Objective, Outcome } from '@fedzoo/shared/objectives';
import type { PhaseJournal, QueryJournal } from './query-journal.js';

/** The evaluations asked for would exceed the client's budget; none of them was made. */
export class BudgetSpentError extends FedZooError {
  override readonly name = 'BudgetSpentError';

  constructor(client: string, amounts: { spent: number; asked: number; budget: number }) {
    super('budget-spent', budgetSpentText(client, amounts));
  }
}

export interface EvaluationPorts {
  readonly client: string;
  readonly objective: Objective;
  /**
   * How much is recorded at once: `each` evaluation (where one costs money or minutes), or the whole `batch` a step asks for (where
   * it is a computation in this process, and a thousand clients share a disk).
   */
  readonly recording: 'each' | 'batch';
  readonly budget: number | undefined;
  /** Whether what an objective tells of its records is kept, for a private run; else it is dropped: nobody would read it. */
  readonly keepsRecords: boolean;
  readonly journal: QueryJournal;
  readonly phase: PhaseJournal;
  /** Resolves when the next evaluation may begin (paused, too many at work); rejects when none may any more. */
  readonly admit: () => Promise<() => void>;
  /** Called after every record of outcomes. */
  readonly onSpent?: (outcomes: readonly Outcome[]) => void;
}

/**
 * The outcomes of `points`, in order: those that the journal has, then new ones, each recorded before and after it is made. When
 * this resolves, all of them are on disk, so using them is safe.
 */
export async function evaluateJournalled(points: readonly Float64Array[], ports: EvaluationPorts): Promise<readonly Outcome[]> {
  const { client, journal, phase, recording, budget } = ports;
  const outcomes = [...phase.replay(points)];
  const missing = points.slice(outcomes.length);
  if (budget !== undefined && missing.length > 0) {
    const spent = journal.spent(client);
    if (spent + missing.length > budget) throw new BudgetSpentError(client, { spent, asked: missing.length, budget });
  }
  const chunks = recording === 'batch' && missing.length > 0 ? [missing] : missing.map((point) => [point]);
  for (const chunk of chunks) outcomes.push(...(await evaluateChunk(chunk, ports)));
  await journal.flush();
  return outcomes;
}

async function evaluateChunk(
  chunk: readonly Float64Array[],
  { admit, phase, recording, journal, objective, keepsRecords, onSpent }: EvaluationPorts,
): Promise<Outcome[]> {
  const release = await admit();
  try {
    const first = phase.begin(chunk);
    // A batch is cheap: that a killed process loses nothing is enough. What costs money is begun only once the disk knows of it.
    if (recording === 'each') await journal.flush();
    const outcomes: Outcome[] = [];
    for (const [index, point] of chunk.entries()) {
      const answer = evaluateOnce(objective, point, first + index);
      const outcome = answer instanceof Promise ? await answer : answer;
      outcomes.push(keepsRecords ? limitedOutcome(outcome) : valueAlone(outcome));
    }
    phase.end(outcomes);
    onSpent?.(outcomes);
    return outcomes;
  } finally {
    release();
  }
}

/** An objective was closed while it was evaluating: the evaluation has no outcome, and its record stays open. */
export class ObjectiveClosedError extends FedZooError {
  override readonly name = 'ObjectiveClosedError';

  constructor(label: string) {
    super('objective-closed', `objective: the ${label} objective was closed during an evaluation`);
  }
}

/** Whatever an objective does, the evaluation was paid for and ends in an outcome; only closing it leaves none. */
function evaluateOnce(objective: Objective, point: Float64Array, query: number): Outcome | Promise<Outcome> {
  try {
    const answer = objective.evaluate(point, query);
    return answer instanceof Promise ? answer.then(finiteOutcome, thrownOutcome) : finiteOutcome(answer);
  } catch (error) {
    return thrownOutcome(error);
  }
}

function valueAlone(outcome: Outcome): Outcome {
  return outcome.kind === 'value' ? { kind: 'value', value: outcome.value } : outcome;
}

/** Numbers that an outcome may tell of its records: 128 MiB of the journal. Known before anything private is: n and n d of the client. */
const MOST_NUMBERS = 2 ** 24;

function limitedOutcome(outcome: Outcome): Outcome {
  if (outcome.kind !== 'value') return outcome;
  const numbers = (outcome.records?.length ?? 0) + (outcome.gradients?.length ?? 0);
  if (numbers <= MOST_NUMBERS) return outcome;
  return {
    kind: 'failed',
    reason: `the objective tells ${numbers} numbers of its records, more than ${MOST_NUMBERS}; spread the records over more clients`,
  };
}

function finiteOutcome(outcome: Outcome): Outcome {
  if (outcome.kind !== 'value' || Number.isFinite(outcome.value)) return outcome;
  return { kind: 'failed', reason: `the objective gave ${outcome.value}, which is not a finite number` };
}

function thrownOutcome(error: unknown): Outcome {
  if (error instanceof ObjectiveClosedError) throw error;
  return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
}
