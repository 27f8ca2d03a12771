import type { PresentClient } from './client-pool.js';

/** Who a run begins with, and where. */
export interface RunStart {
  readonly dimension: number;
  /** By client id: the order that numbers them. */
  readonly members: readonly PresentClient[];
  /** x0 in [0,1]^d. */
  readonly start: Float64Array;
}

export interface StartConditions {
  /** Undefined: the dimension that most of the clients have (the smaller of two that are equally common). */
  readonly dimension: number | undefined;
  readonly minimumClients: number;
}

/** What a run can start with, once enough clients of one dimension are there. */
export function findStart(present: readonly PresentClient[], conditions: StartConditions): RunStart | undefined {
  const dimension = conditions.dimension ?? commonestDimension(present);
  const members = present.filter((client) => client.dimension === dimension);
  if (dimension === undefined || members.length < conditions.minimumClients) return undefined;
  return { dimension, members, start: commonStart(members) };
}

/**
 * The weighted mean of the clients' own starting points, s + Σ wᵢ (sᵢ − s) / Σ wᵢ with s the first one's: where all agree, exactly the
 * point they agree on.
 */
export function commonStart(members: readonly { readonly start: Float64Array; readonly weight: number }[]): Float64Array {
  const first = members[0];
  if (first === undefined) return new Float64Array(0);
  const totalWeight = members.reduce((sum, { weight }) => sum + weight, 0);
  return first.start.map((base, j) => {
    const shift = members.reduce((sum, { start, weight }) => sum + weight * ((start[j] ?? base) - base), 0);
    return Math.min(1, Math.max(0, base + shift / totalWeight));
  });
}

function commonestDimension(present: readonly PresentClient[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { dimension } of present) counts.set(dimension, (counts.get(dimension) ?? 0) + 1);
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  return ordered[0]?.[0];
}
