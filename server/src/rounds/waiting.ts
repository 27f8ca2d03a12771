import type { RunSummary } from '@fedzoo/shared/telemetry';

/** Names listed with a reason; the counts in its text cover the rest. */
const MAX_NAMES = 50;

type Waiting = NonNullable<RunSummary['waiting']>;

/** A run that has not begun: too few clients with one dimension. */
export function waitingToStart(circumstances: {
  readonly needed: number;
  readonly present: number;
  readonly dimension: number | undefined;
}): Waiting {
  const { needed, present, dimension } = circumstances;
  const which = dimension === undefined ? 'of one dimension' : `of dimension ${dimension}`;
  return { reason: `needs ${clients(needed)} ${which} to start; ${present} joined`, clients: [] };
}

/** A round that cannot begin: too few members are connected. */
export function waitingForMembers(circumstances: {
  readonly round: number;
  readonly needed: number;
  readonly present: number;
  readonly away: readonly string[];
}): Waiting {
  const { round, needed, present, away } = circumstances;
  return {
    reason: `round ${round} needs ${clients(needed)}; ${present} of the run's are here, ${away.length} away`,
    clients: away.slice(0, MAX_NAMES),
  };
}

export interface OpenPhase {
  readonly round: number;
  readonly phase: number;
  readonly phases: number;
  readonly cohort: number;
  /** Clients whose contribution is not there. */
  readonly missing: readonly string[];
  /** How many of those are not connected. */
  readonly away: number;
  /** When the phase is closed at the latest, in milliseconds since 1970-01-01 UTC; Infinity = not before all are in. */
  readonly closesAtMs: number;
  readonly quorumReached: boolean;
}

/** An open phase: how many contributions are in, who is missing, who of them is away, and when it closes without them. */
export function waitingForContributions(open: OpenPhase): Waiting {
  const { round, phase, phases, cohort, missing, away, closesAtMs, quorumReached } = open;
  const step = phases === 1 ? '' : `, phase ${phase + 1} of ${phases}`;
  const place = phase >= phases ? 'value of the last iterate' : `round ${round}${step}`;
  const parts = [
    `${place}: ${cohort - missing.length} of ${cohort} contributions are in`,
    ...(away > 0 ? [`${away} of the missing clients ${away === 1 ? 'is' : 'are'} away`] : []),
    ...(quorumReached ? ['the quorum is reached'] : []),
    closesAtMs === Infinity ? 'it waits for all' : `it closes at ${new Date(closesAtMs).toISOString()} at the latest`,
  ];
  return { reason: parts.join('; '), clients: missing.slice(0, MAX_NAMES) };
}

export function waitingForOperator(round: number): Waiting {
  return { reason: `goes on with round ${round} when it is advanced`, clients: [] };
}

export function failedBecause(reason: string): Waiting {
  return { reason, clients: [] };
}

function clients(count: number): string {
  return count === 1 ? '1 client' : `${count} clients`;
}
