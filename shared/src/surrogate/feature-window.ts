import { InvalidArgumentError } from '../errors.js';
import type { Kernels } from '../numeric/kernels.js';
import { equalPoints, hashPoint } from './distinct-points.js';
import type { FourierFeatures } from './fourier-features.js';

/** The feature rows of n points and their products, in the order of the points. Valid until the window is next used or released. */
export interface FeatureRows {
  readonly count: number;
  /** φ(x_i), shape [M]; not to be written to. */
  row(i: number): Float64Array;
  /** Writes ΦΦᵀ to an n×n matrix. O(n²). */
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
   * With k new points among n: 2kM(d + n) flops.
   */
  hold(points: Float64Array): FeatureRows;
  /** Returns the memory to the kernels; the window may not be used afterwards. */
  release(): void;
}

/** New points taken at once. */
const BLOCK_POINTS = 64;

/** Takes 8·capacity·(M + capacity + d) bytes, of which M·capacity·8 = 40 MB for 500 points and 10,000 features. */
export function createFeatureWindow(features: FourierFeatures, capacity: number, kernels: Kernels): FeatureWindow {
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new InvalidArgumentError('capacity', `${capacity} is not a number of points; give a whole number of at least 1`);
  }
  const { count: m, dimension: d } = features;
  const rows = kernels.allocate(capacity * m);
  const products = new Float64Array(capacity * capacity);
  const points = new Float64Array(capacity * d);
  /** Slot by hash of its point; a slot in no list is empty. */
  const slotsByHash = new Map<number, readonly number[]>();
  const hashOfSlot = new Map<number, number>();

  function find(wanted: Float64Array, begin: number, hash: number): number | undefined {
    return slotsByHash.get(hash)?.find((slot) => equalPoints(points, slot * d, wanted, begin, d));
  }

  function forget(slot: number): void {
    const hash = hashOfSlot.get(slot);
    if (hash === undefined) return;
    hashOfSlot.delete(slot);
    slotsByHash.set(hash, slotsByHash.get(hash)!.filter((other) => other !== slot));
    if (slotsByHash.get(hash)!.length === 0) slotsByHash.delete(hash);
  }

  function remember(slot: number, hash: number): void {
    hashOfSlot.set(slot, hash);
    slotsByHash.set(hash, [...(slotsByHash.get(hash) ?? []), slot]);
  }

  /** Fills the slots with the points, whose rows in `wanted` are given; products with slots filled later are made then. */
  function fill(slots: readonly number[], wanted: Float64Array, indices: readonly number[]): void {
    const size = slots.length;
    const extent = 1 + Math.max(...hashOfSlot.keys(), ...slots);
    const block = kernels.allocate(size * m);
    const blockProducts = kernels.allocate(size * extent);
    try {
      const blockPoints = new Float64Array(size * d);
      for (const [b, i] of indices.entries()) blockPoints.set(wanted.subarray(i * d, (i + 1) * d), b * d);
      features.rowsInto(block, blockPoints);
      for (const [b, slot] of slots.entries()) rows.set(block.subarray(b * m, (b + 1) * m), slot * m);
      kernels.multiplyTransposed(blockProducts, block, rows, { m: size, n: extent, k: m });
      for (const [b, slot] of slots.entries()) {
        for (let other = 0; other < extent; other++) {
          const product = blockProducts[b * extent + other]!;
          products[slot * capacity + other] = product;
          products[other * capacity + slot] = product;
        }
        points.set(blockPoints.subarray(b * d, (b + 1) * d), slot * d);
        remember(slot, hashPoint(points, slot * d, d));
      }
    } finally {
      kernels.release(blockProducts);
      kernels.release(block);
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
      const slots = Array.from({ length: n }, (_, i) => find(wanted, i * d, hashPoint(wanted, i * d, d)) ?? -1);
      const kept = new Set(slots);
      const free = Array.from({ length: capacity }, (_, slot) => slot).filter((slot) => !kept.has(slot));
      // Empty slots first: what has left the window may come back.
      free.sort((a, b) => Number(hashOfSlot.has(a)) - Number(hashOfSlot.has(b)) || a - b);
      const fresh = slots.flatMap((slot, i) => (slot < 0 ? [i] : []));
      for (const [k, i] of fresh.entries()) {
        slots[i] = free[k]!;
        forget(free[k]!);
      }
      for (let first = 0; first < fresh.length; first += BLOCK_POINTS) {
        const indices = fresh.slice(first, first + BLOCK_POINTS);
        fill(indices.map((i) => slots[i]!), wanted, indices);
      }
      return {
        count: n,
        row: (i) => rows.subarray(slots[i]! * m, (slots[i]! + 1) * m),
        gramInto(gram) {
          for (let i = 0; i < n; i++) {
            const begin = slots[i]! * capacity;
            for (let j = 0; j < n; j++) gram[i * n + j] = products[begin + slots[j]!]!;
          }
        },
      };
    },
    release: () => kernels.release(rows),
  };
}
