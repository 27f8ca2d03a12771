import { directionCount } from '../difference-recursion/directions.js';
import type { DifferenceDescentOptions } from './options.js';

/** How many numbers a member's vector has: K, or d where it is a gradient. */
export function vectorLength(options: DifferenceDescentOptions, dimension: number): number {
  return options.kind === 'zo-diff2' ? directionCount(options, dimension) : dimension;
}
