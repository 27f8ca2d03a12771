/** What a client spent and moved, for people: evaluations, and encoded bytes of its contributions (up) and tasks (down). */
export interface Counters {
  readonly queries: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export const NOTHING: Counters = { queries: 0, bytesUp: 0, bytesDown: 0 };

export function addCounters(a: Counters, b: Counters): Counters {
  return { queries: a.queries + b.queries, bytesUp: a.bytesUp + b.bytesUp, bytesDown: a.bytesDown + b.bytesDown };
}
