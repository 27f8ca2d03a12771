import type { Kernels } from '../numeric/kernels.js';
import { checkCapacity, checkFits, createPointSlots } from './point-slots.js';
import { createSymmetricMemory } from './symmetric-memory.js';

/**
 * Memory of the squared distances between the points of a client's window, so that from one fit to the next only those to new points are
 * computed. It changes time and nothing else, and may be dropped or serve another client at any time, as a `FeatureWindow` may.
 */
export interface DistanceWindow {
  /** The most points it can hold at once. */
  readonly capacity: number;
  readonly dimension: number;
  /**
   * ‖x_a − x_b‖² of distinct points (n×d row-major, n ≤ capacity), n×n below the diagonal, row after row. O(knd) for k new points, and
   * O(n(n + d)) to look all others up.
   */
  below(points: Float64Array): Float64Array;
  /** Returns the memory to the kernels; the window may not be used afterwards. */
  release(): void;
}

/** Takes `distanceWindowBytes`. */
export function createDistanceWindow(
  { capacity, dimension }: { readonly capacity: number; readonly dimension: number },
  kernels: Kernels,
): DistanceWindow {
  checkCapacity(capacity);
  const points = kernels.allocate(capacity * dimension);
  const slots = createPointSlots(points, dimension);
  const squares = createSymmetricMemory(capacity);

  return {
    capacity,
    dimension,
    below(wanted) {
      checkFits(wanted, { capacity, dimension });
      const assignment = slots.assign(wanted);
      squares.follow(assignment);
      squares.complete(slots.used, kernels, ({ begin, end, withEarlier, among }) => {
        const count = end - begin;
        const some = points.subarray(begin * dimension, end * dimension);
        kernels.squaredDistances(withEarlier, some, points, { m: count, n: begin, d: dimension });
        kernels.squaredDistances(among, some, some, { m: count, n: count, d: dimension });
      });
      return squares.below(assignment.assigned);
    },
    release: () => kernels.release(points),
  };
}

export function distanceWindowBytes(capacity: number, dimension: number): number {
  return 8 * capacity * (capacity + dimension);
}
