import type { RunState } from '@fedzoo/shared/federation/server';

/** Times of an open phase beside its deadline, in milliseconds since 1970-01-01 UTC. */
export interface PhaseTimes {
  /** When the quorum was in; null until then. */
  readonly quorumAtMs: number | null;
  /** Not closed by its deadline before this; 0 = does not matter. */
  readonly graceUntilMs: number;
}

/**
 * Whether the quorum, a share of the cohort in (0, 1], has contributed. Failures do not count: they bring nothing to the mean. Never
 * without a quorum.
 */
export function quorumReached(state: RunState, { quorum }: { readonly quorum: number | undefined }): boolean {
  if (quorum === undefined || state.status !== 'collecting') return false;
  const contributed = state.contributions.filter(({ failure }) => failure === undefined).length;
  // Guards against 0.7 · 10 = 7.000000000000001.
  return contributed >= Math.ceil(quorum * state.cohort.length - 1e-9);
}

/**
 * When a phase is to be closed if nothing else comes in: at once (0) when nobody is awaited; else at its deadline, which waits for the
 * first contribution, or a moment after the quorum was in, whichever is first; Infinity = not before something comes in.
 */
export function closesAtMs(state: RunState, awaited: number, times: PhaseTimes & { readonly quorumGraceMs: number }): number {
  if (awaited === 0) return 0;
  const hasDeadline = state.deadlineMs !== 0 && state.contributions.length > 0;
  const deadline = hasDeadline ? Math.max(state.deadlineMs, times.graceUntilMs) : Infinity;
  const quorum = times.quorumAtMs === null ? Infinity : times.quorumAtMs + times.quorumGraceMs;
  return Math.min(deadline, quorum);
}
