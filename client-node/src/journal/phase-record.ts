import { FedZooError } from '@fedzoo/shared/errors';
import type { OutcomeCounts } from '@fedzoo/shared/federation/client';
import type { Outcome } from '@fedzoo/shared/objectives';
import { pointsDigest, type PhaseKey } from './journal-entry.js';

/** Evaluations that were begun together. `outcomes` is missing while they run, and for good when the process died in them. */
interface Chunk {
  readonly first: number;
  readonly count: number;
  readonly points: string;
  readonly outcomes?: readonly Outcome[];
}

/** What the journal knows of one phase, in the order in which it happened. */
export interface PhaseRecord extends PhaseKey {
  readonly chunks: Chunk[];
}

/** A phase that is run again asks for other points than the journal recorded: the answers would be those to other questions. */
export class JournalMismatchError extends FedZooError {
  override readonly name = 'JournalMismatchError';

  constructor({ client, run, round, phase }: PhaseKey, first: number) {
    super(
      'journal-mismatch',
      `journal: evaluation ${first} of client ${client} (run ${run}, round ${round}, phase ${phase}) was recorded at another point than is asked for now. ` +
        'The data directory belongs to another run or another version of FedZoo; use the one it was made with, or another directory.',
    );
  }
}

/**
 * The recorded outcomes for the head of `points`, and where the record goes on: `next` is the first chunk that was not used. Throws
 * `JournalMismatchError` if the points are not those that were recorded.
 */
export function replayChunks(record: PhaseRecord, from: number, points: readonly Float64Array[]): { outcomes: Outcome[]; next: number } {
  const outcomes: Outcome[] = [];
  let next = from;
  for (; next < record.chunks.length && outcomes.length < points.length; next++) {
    const chunk = record.chunks[next];
    if (chunk?.outcomes === undefined) continue;
    const asked = points.slice(outcomes.length, outcomes.length + chunk.count);
    if (asked.length !== chunk.count || pointsDigest(asked) !== chunk.points) throw new JournalMismatchError(record, chunk.first);
    outcomes.push(...chunk.outcomes);
  }
  return { outcomes, next };
}

/**
 * How the evaluations of a phase ended, as far as they began. One that was begun and has no end was lost when the process died; it
 * was paid for, so it counts, as failed.
 */
export function countOutcomes(record: PhaseRecord): OutcomeCounts {
  const counts = { value: 0, infeasible: 0, failed: 0, timedOut: 0 };
  for (const chunk of record.chunks) {
    if (chunk.outcomes === undefined) counts.failed += chunk.count;
    else for (const outcome of chunk.outcomes) counts[outcome.kind] += 1;
  }
  return counts;
}
