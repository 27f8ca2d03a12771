import type { Kernels } from '../numeric/kernels.js';
import { checkCapacity, checkFits, createPointSlots } from './point-slots.js';
import type { FourierFeatures } from './fourier-features.js';
import { createSymmetricMemory, type SymmetricMemory } from './symmetric-memory.js';

/** The feature rows of n points and their products, in the order of the points. Valid until the window is next used or released. */
export interface FeatureRows {
  /** φ(x_i), n of shape [M]; not to be written to. */
  readonly rows: readonly Float64Array[];
  /** Writes ΦΦᵀ to an n×n matrix; products that are not known yet are made now. */
  readonly gramInto: (gram: Float64Array) => void;
}

/**
 * Memory of feature rows and their products for the points a client fits to, so that from one fit to the next only new points cost
 * anything. It changes time and nothing else: rows and products are functions of the points alone, and the kernels give an element
 * the same bits whatever it is computed with. So it may be dropped, or serve another client, at any time.
 */
export interface FeatureWindow {
  readonly features: FourierFeatures;
  /** The most points it can hold at once. */
  readonly capacity: number;
  /**
   * The rows of distinct points (n×d row-major, n ≤ capacity). Points unknown to the window replace those that are not asked for.
   * With k new points among n: 2kMd flops, and 2knM more for the products.
   */
  hold(points: Float64Array): FeatureRows;
  /** Returns the memory to the kernels; the window may not be used afterwards. */
  release(): void;
}

/** Points taken at once, so that what the kernels have to copy stays small. */
const BLOCK_POINTS = 128;

/** Takes 8·capacity·(M + capacity + d) bytes, of which M·capacity·8 = 40 MB for 500 points and 10,000 features. */
export function createFeatureWindow(features: FourierFeatures, capacity: number, kernels: Kernels): FeatureWindow {
  checkCapacity(capacity);
  const { count: m, dimension: d } = features;
  const points = kernels.allocate(capacity * d);
  const slots = createPointSlots(points, d);
  const rows = kernels.allocate(capacity * m);
  const rowsBetween = (begin: number, end: number): Float64Array => rows.subarray(begin * m, end * m);
  /** Made when products are first asked for. */
  let products: SymmetricMemory | undefined;

  return {
    features,
    capacity,
    hold(wanted) {
      checkFits(wanted, { capacity, dimension: d });
      const assignment = slots.assign(wanted);
      const { assigned, moves, firstFresh } = assignment;
      for (const { from, to } of moves) rows.copyWithin(to * m, from * m, (from + 1) * m);
      products?.follow(assignment);
      const { used } = slots;
      try {
        for (let begin = firstFresh; begin < used; begin += BLOCK_POINTS) {
          const end = Math.min(used, begin + BLOCK_POINTS);
          features.rowsInto(rowsBetween(begin, end), points.subarray(begin * d, end * d));
        }
      } catch (error) {
        slots.shrink(firstFresh);
        throw error;
      }
      return {
        rows: assigned.map((slot) => rowsBetween(slot, slot + 1)),
        gramInto(gram) {
          products ??= createSymmetricMemory(capacity);
          products.complete(used, kernels, ({ begin, end, withEarlier, among }) => {
            const count = end - begin;
            const some = rowsBetween(begin, end);
            kernels.multiplyTransposed(withEarlier, some, rows, { m: count, n: begin, k: m });
            kernels.gram(among, some, count, m);
          });
          products.gatherInto(gram, assigned);
        },
      };
    },
    release() {
      kernels.release(rows);
      kernels.release(points);
    },
  };
}
