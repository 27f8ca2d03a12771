import type { Kernels } from '../numeric/kernels.js';
import type { Assignment } from './point-slots.js';

/** A symmetric matrix over the slots of points, completed as points come: products of feature rows, distances. */
export interface SymmetricMemory {
  /** Follows an assignment of slots. */
  follow(assignment: Assignment): void;
  /** Makes what is missing among the first `used` slots. `fill` is called for a range of slots at a time. */
  complete(used: number, kernels: Kernels, fill: FillRange): void;
  /** Writes the elements of some slots, in their order, to a matrix of their own. O(n²). */
  gatherInto(matrix: Float64Array, slots: readonly number[]): void;
  /** The elements of some slots below the diagonal, row after row. O(n²). */
  below(slots: readonly number[]): Float64Array;
}

/**
 * Writes the elements of the slots begin ≤ i < end with all before them, (end − begin)×begin, and of these with each other,
 * (end − begin)².
 */
type FillRange = (range: {
  readonly begin: number;
  readonly end: number;
  readonly withEarlier: Float64Array;
  readonly among: Float64Array;
}) => void;

/** Slots that are filled in at once. */
const RANGE = 128;

/** Takes 8·capacity² bytes. */
export function createSymmetricMemory(capacity: number): SymmetricMemory {
  const elements = new Float64Array(capacity * capacity);
  /** Elements among the slots below are known. */
  let known = 0;

  const enter: FillRange = ({ begin, end, withEarlier, among }) => {
    const count = end - begin;
    for (let i = 0; i < count; i++) {
      const row = (begin + i) * capacity;
      for (let other = 0; other < begin; other++) {
        const element = withEarlier[i * begin + other]!;
        elements[row + other] = element;
        elements[other * capacity + begin + i] = element;
      }
      for (let other = 0; other < count; other++) elements[row + begin + other] = among[i * count + other]!;
    }
  };

  return {
    follow({ moves, firstFresh }) {
      for (const { from, to } of moves) {
        if (from >= known) {
          // What takes this place has no elements yet, so nothing from here on counts as known.
          known = Math.min(known, to);
          continue;
        }
        elements.copyWithin(to * capacity, from * capacity, from * capacity + capacity);
        for (let other = 0; other < capacity; other++) elements[other * capacity + to] = elements[other * capacity + from]!;
      }
      known = Math.min(known, firstFresh);
    },
    complete(used, kernels, fill) {
      while (known < used) {
        const begin = known;
        const end = Math.min(used, begin + RANGE);
        const count = end - begin;
        const withEarlier = kernels.allocate(count * begin);
        const among = kernels.allocate(count * count);
        try {
          fill({ begin, end, withEarlier, among });
          enter({ begin, end, withEarlier, among });
          known = end;
        } finally {
          kernels.release(among);
          kernels.release(withEarlier);
        }
      }
    },
    gatherInto(matrix, slots) {
      const n = slots.length;
      for (let i = 0; i < n; i++) {
        const row = slots[i]! * capacity;
        for (let j = 0; j < n; j++) matrix[i * n + j] = elements[row + slots[j]!]!;
      }
    },
    below(slots) {
      const n = slots.length;
      const below = new Float64Array((n * (n - 1)) / 2);
      for (let i = 1, at = 0; i < n; i++) {
        const row = slots[i]! * capacity;
        for (let j = 0; j < i; j++) below[at++] = elements[row + slots[j]!]!;
      }
      return below;
    },
  };
}
