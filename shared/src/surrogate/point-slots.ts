import { equalPoints, fingerprint } from './distinct-points.js';

/** A fixed number of places for points, each found again by its coordinates. */
export interface PointSlots {
  /**
   * A slot for each of n distinct points (n×d row-major, n at most the number of slots). Points that have none get one that no other
   * of these points has, empty ones first, since what has left may come back; they are empty until `put`.
   */
  assign(points: Float64Array): Assignment;
  /** Records the point of a slot. */
  put(slot: number, point: Float64Array): void;
}

export interface Assignment {
  /** The slot of each point. */
  readonly assigned: readonly number[];
  /** Which points are new, and where they go. */
  readonly fresh: readonly { readonly index: number; readonly slot: number }[];
}

/** O(nd) an assignment. */
export function createPointSlots(capacity: number, dimension: number): PointSlots {
  const points = new Float64Array(capacity * dimension);
  const printOfSlot = new Map<number, number>();
  const slotsByPrint = new Map<number, readonly number[]>();

  function find(wanted: Float64Array): number | undefined {
    const candidates = slotsByPrint.get(fingerprint(wanted));
    return candidates?.find((slot) => equalPoints(points.subarray(slot * dimension, (slot + 1) * dimension), wanted));
  }

  function empty(slot: number): void {
    const print = printOfSlot.get(slot);
    if (print === undefined) return;
    printOfSlot.delete(slot);
    const rest = (slotsByPrint.get(print) ?? []).filter((other) => other !== slot);
    if (rest.length > 0) slotsByPrint.set(print, rest);
    else slotsByPrint.delete(print);
  }

  return {
    assign(wanted) {
      const found = Array.from({ length: wanted.length / dimension }, (_, i) => find(wanted.subarray(i * dimension, (i + 1) * dimension)));
      const kept = new Set(found);
      const free = Array.from({ length: capacity }, (_, slot) => slot).filter((slot) => !kept.has(slot));
      free.sort((a, b) => Number(printOfSlot.has(a)) - Number(printOfSlot.has(b)) || a - b);
      const fresh: { index: number; slot: number }[] = [];
      const assigned = found.map((slot, index) => {
        if (slot !== undefined) return slot;
        const next = free[fresh.length]!;
        fresh.push({ index, slot: next });
        return next;
      });
      for (const { slot } of fresh) empty(slot);
      return { assigned, fresh };
    },
    put(slot, point) {
      empty(slot);
      points.set(point, slot * dimension);
      const print = fingerprint(point);
      printOfSlot.set(slot, print);
      slotsByPrint.set(print, [...(slotsByPrint.get(print) ?? []), slot]);
    },
  };
}
