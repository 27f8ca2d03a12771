import { log } from '../numeric/index.js';
import { requireDelta } from './argument-ranges.js';
import { improvedEpsilon } from './zero-concentrated.js';

/** Orders at which a Rényi curve is looked at. One that is missing costs tightness, never truth. */
export const RENYI_ORDERS: readonly number[] = [
  ...Array.from({ length: 99 }, (_, k) => (11 + k) / 10),
  ...Array.from({ length: 53 }, (_, k) => 11 + k),
  128,
  256,
  512,
  1024,
];

/** Between and beyond the last of those, where small sampling rates have their best order. */
const FURTHER_ORDERS = [72, 80, 96, 112, 144, 160, 192, 224, 320, 384, 448, 640, 768, 1536, 2048, 3072, 4096];

export const DENSE_RENYI_ORDERS: readonly number[] = RENYI_ORDERS.concat(FURTHER_ORDERS).toSorted((a, b) => a - b);

/** An ε, and the order that gave it. */
export interface RenyiEpsilon {
  readonly epsilon: number;
  readonly order: number;
}

/**
 * The least ε at δ over the orders, from a curve of Rényi divergences: by the classic r + ln(1/δ)/(α−1) (Mironov, arXiv 1702.07476,
 * proposition 3) or, never above it, r + ln((α−1)/α) − (ln δ + ln α)/(α−1) (Canonne, Kamath & Steinke, arXiv 2004.00010, proposition 12).
 * At least 0. Throws `InvalidArgumentError` for δ outside (0, 1). O(orders) evaluations of the curve.
 */
export function renyiEpsilon(
  curve: (order: number) => number,
  delta: number,
  { orders = DENSE_RENYI_ORDERS, conversion = 'improved' }: { orders?: readonly number[]; conversion?: 'classic' | 'improved' } = {},
): RenyiEpsilon {
  requireDelta(delta);
  let least: RenyiEpsilon = { epsilon: Infinity, order: NaN };
  for (const order of orders) {
    const divergence = curve(order);
    const epsilon = conversion === 'classic' ? divergence - log(delta) / (order - 1) : improvedEpsilon(divergence, order - 1, delta);
    if (epsilon < least.epsilon) least = { epsilon: Math.max(0, epsilon), order };
  }
  return least;
}
