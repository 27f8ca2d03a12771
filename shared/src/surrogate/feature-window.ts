import { InvalidArgumentError } from '../errors.js';
import type { Kernels } from '../numeric/kernels.js';
import { createPointSlots } from './point-slots.js';
import type { FourierFeatures } from './fourier-features.js';

/** The feature rows of n points and their products, in the order of the points. Valid until the window is next used or released. */
export interface FeatureRows {
  /** φ(x_i), n of shape [M]; not to be written to. */
  readonly rows: readonly Float64Array[];
  /** Writes ΦΦᵀ to an n×n matrix; products that are not known yet are made now. */
  gramInto(gram: Float64Array): void;
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

/** Points taken at once. */
const BLOCK_POINTS = 64;

/** Takes 8·capacity·(M + capacity + d) bytes, of which M·capacity·8 = 40 MB for 500 points and 10,000 features. */
export function createFeatureWindow(features: FourierFeatures, capacity: number, kernels: Kernels): FeatureWindow {
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new InvalidArgumentError('capacity', `${capacity} is not a number of points; give a whole number of at least 1`);
  }
  const { count: m, dimension: d } = features;
  const slots = createPointSlots(capacity, d);
  const rows = kernels.allocate(capacity * m);
  const rowOf = (slot: number): Float64Array => rows.subarray(slot * m, (slot + 1) * m);
  /** capacity×capacity, made when first asked for. */
  let products: Float64Array | undefined;
  /** Slots whose products with each other are known. */
  const multiplied = new Set<number>();
  /** Slots in use lie below. */
  let extent = 0;

  function fillRows(wanted: Float64Array, block: readonly { readonly index: number; readonly slot: number }[]): void {
    const points = new Float64Array(block.length * d);
    for (const [b, { index }] of block.entries()) points.set(wanted.subarray(index * d, (index + 1) * d), b * d);
    const fresh = kernels.allocate(block.length * m);
    try {
      features.rowsInto(fresh, points);
      for (const [b, { slot }] of block.entries()) {
        rowOf(slot).set(fresh.subarray(b * m, (b + 1) * m));
        slots.put(slot, points.subarray(b * d, (b + 1) * d));
        extent = Math.max(extent, slot + 1);
      }
    } finally {
      kernels.release(fresh);
    }
  }

  /** Products of some slots' rows with the rows of all; those with rows that come later are replaced when their turn comes. */
  function fillProducts(block: readonly number[], matrix: Float64Array): void {
    const gathered = kernels.allocate(block.length * m);
    const fresh = kernels.allocate(block.length * extent);
    try {
      for (const [b, slot] of block.entries()) gathered.set(rowOf(slot), b * m);
      kernels.multiplyTransposed(fresh, gathered, rows, { m: block.length, n: extent, k: m });
      for (const [b, slot] of block.entries()) {
        for (let other = 0; other < extent; other++) {
          const product = fresh[b * extent + other]!;
          matrix[slot * capacity + other] = product;
          matrix[other * capacity + slot] = product;
        }
        multiplied.add(slot);
      }
    } finally {
      kernels.release(fresh);
      kernels.release(gathered);
    }
  }

  return {
    features,
    capacity,
    hold(wanted) {
      const n = wanted.length / d;
      if (!Number.isInteger(n) || n > capacity) {
        throw new InvalidArgumentError('points', `${n} points of ${d} coordinates do not fit the window's capacity of ${capacity}`);
      }
      const { assigned, fresh } = slots.assign(wanted);
      for (const { slot } of fresh) multiplied.delete(slot);
      for (const block of blocksOf(fresh)) fillRows(wanted, block);
      return {
        rows: assigned.map(rowOf),
        gramInto(gram) {
          const matrix = (products ??= new Float64Array(capacity * capacity));
          for (const block of blocksOf(assigned.filter((slot) => !multiplied.has(slot)))) fillProducts(block, matrix);
          for (let i = 0; i < n; i++) {
            const begin = assigned[i]! * capacity;
            for (let j = 0; j < n; j++) gram[i * n + j] = matrix[begin + assigned[j]!]!;
          }
        },
      };
    },
    release: () => kernels.release(rows),
  };
}

function blocksOf<Item>(items: readonly Item[]): Item[][] {
  const blocks: Item[][] = [];
  for (let first = 0; first < items.length; first += BLOCK_POINTS) blocks.push(items.slice(first, first + BLOCK_POINTS));
  return blocks;
}
