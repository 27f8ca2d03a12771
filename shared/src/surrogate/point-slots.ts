import { InvalidArgumentError } from '../errors.js';
import { equalPoints, fingerprint } from './distinct-points.js';

/** A fixed number of places for points, each found again by its coordinates. Those in use are the first ones. */
export interface PointSlots {
  /** Slots in use. */
  readonly used: number;
  /**
   * A slot for each of n distinct points (n×d row-major, n at most the number of slots). Points that have none get the slots behind
   * all others, in their order. Where these do not suffice, points that are not asked for give theirs up, earlier slots first, and
   * points from the end move there. What belongs to a slot has to be moved along before anything is put in the fresh ones; the points
   * themselves are there already.
   */
  assign(points: Float64Array): Assignment;
  /** Gives up the slots from `used` on. */
  shrink(used: number): void;
}

export interface Assignment {
  /** The slot of each point. */
  readonly assigned: readonly number[];
  /** Where points that stay have gone, in an order in which nothing is overwritten that is still to be moved. */
  readonly moves: readonly { readonly from: number; readonly to: number }[];
  /** The first slot of a new point; they reach to the last one used. */
  readonly firstFresh: number;
}

/** Throws `InvalidArgumentError` for a capacity that is not a number of points. */
export function checkCapacity(capacity: number): void {
  if (Number.isSafeInteger(capacity) && capacity >= 1) return;
  throw new InvalidArgumentError('capacity', `${capacity} is not a number of points; give a whole number of at least 1`);
}

/** Throws `InvalidArgumentError` where a window does not hold so many points, n×d row-major, or is asked for a part of one. */
export function checkFits(points: Float64Array, { capacity, dimension }: { readonly capacity: number; readonly dimension: number }): void {
  const n = points.length / dimension;
  if (Number.isInteger(n) && n <= capacity) return;
  throw new InvalidArgumentError('points', `${n} points of ${dimension} coordinates do not fit the window's capacity of ${capacity}`);
}

/** Slots in an array of capacity×d numbers. O(nd) an assignment. */
export function createPointSlots(points: Float64Array, dimension: number): PointSlots {
  const capacity = points.length / dimension;
  const prints = new Float64Array(capacity);
  const slotsByPrint = new Map<number, readonly number[]>();
  let used = 0;

  const pointOf = (slot: number): Float64Array => points.subarray(slot * dimension, (slot + 1) * dimension);

  function find(wanted: Float64Array, print: number): number | undefined {
    return slotsByPrint.get(print)?.find((slot) => equalPoints(pointOf(slot), wanted));
  }

  function forget(slot: number): void {
    const print = prints[slot]!;
    const rest = slotsByPrint.get(print)!.filter((other) => other !== slot);
    if (rest.length > 0) slotsByPrint.set(print, rest);
    else slotsByPrint.delete(print);
  }

  function put(slot: number, point: Float64Array, print: number): void {
    points.set(point, slot * dimension);
    prints[slot] = print;
    slotsByPrint.set(print, [...(slotsByPrint.get(print) ?? []), slot]);
  }

  return {
    get used() {
      return used;
    },
    assign(wanted) {
      const count = wanted.length / dimension;
      const wantedAt = (i: number): Float64Array => wanted.subarray(i * dimension, (i + 1) * dimension);
      const wantedPrints = Float64Array.from({ length: count }, (_, i) => fingerprint(wantedAt(i)));
      const assigned = Array.from(wantedPrints, (print, i) => find(wantedAt(i), print) ?? UNKNOWN);
      const freshCount = assigned.reduce((total, slot) => total + Number(slot === UNKNOWN), 0);
      const firstFresh = Math.min(used, capacity - freshCount);

      const kept = new Set(assigned);
      const discarded: number[] = [];
      for (let slot = 0; discarded.length < used - firstFresh; slot++) {
        if (kept.has(slot)) continue;
        discarded.push(slot);
        forget(slot);
      }
      const gone = new Set(discarded);
      const gaps = discarded.filter((slot) => slot < firstFresh);
      const moves: { from: number; to: number }[] = [];
      for (let from = firstFresh; from < used; from++) {
        if (gone.has(from)) continue;
        const to = gaps[moves.length]!;
        forget(from);
        put(to, pointOf(from), prints[from]!);
        moves.push({ from, to });
      }
      const movedTo = new Map(moves.map(({ from, to }) => [from, to]));

      used = firstFresh;
      for (const [i, slot] of assigned.entries()) {
        if (slot !== UNKNOWN) assigned[i] = movedTo.get(slot) ?? slot;
        else {
          assigned[i] = used;
          put(used++, wantedAt(i), wantedPrints[i]!);
        }
      }
      return { assigned, moves, firstFresh };
    },
    shrink(to) {
      while (used > to) forget(--used);
    },
  };
}

const UNKNOWN = -1;
