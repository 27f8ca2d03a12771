import type { ReleaseCost, ReleaseKey, ReleaseLedger } from '../releases/release-desk.js';

interface Reserved {
  readonly at: ReleaseKey;
  readonly cost: ReleaseCost;
  body?: Uint8Array;
  published: boolean;
}

/** What a run charged, sealed and published, for tests that look at it afterwards. It has no budget and outlives nothing. */
export interface MemoryLedger extends ReleaseLedger {
  readonly entries: readonly Reserved[];
}

export function memoryLedger(): MemoryLedger {
  const entries: Reserved[] = [];
  const entry = (reservation: number): Reserved => {
    const found = entries[reservation];
    if (found === undefined) throw new Error(`there is no reservation ${reservation}`);
    return found;
  };
  return {
    entries,
    hold: () => undefined,
    reserve(at, cost) {
      entries.push({ at: { run: at.run, round: at.round, phase: at.phase }, cost, published: false });
      return Promise.resolve(entries.length - 1);
    },
    seal(reservation, body) {
      if (entry(reservation).body !== undefined) throw new Error('sealed twice');
      entry(reservation).body = body;
      return Promise.resolve();
    },
    publish(reservation) {
      entry(reservation).published = true;
      return Promise.resolve();
    },
    sealed({ run, round, phase }) {
      const reservation = entries.findIndex(
        ({ at, body }) => body !== undefined && at.run === run && at.round === round && at.phase === phase,
      );
      const found = entries[reservation];
      return Promise.resolve(found?.body === undefined ? undefined : { reservation, body: found.body, isPublished: found.published });
    },
  };
}
