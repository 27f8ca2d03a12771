import { populationOf } from '../algorithms/cma-es/options.js';
import { directionsOf } from '../algorithms/gp-trust-region/options.js';
import type { AlgorithmOptions } from '../messages.js';

/** The option of a method that its messages grow with, its least value, and what it is where the options say nothing. */
const SIZES: Readonly<Record<string, readonly [option: string, least: number, unset: (dimension: number) => number]>> = {
  fzoos: ['features', 1, () => 1],
  'gp-trust-region': ['directions', 1, (dimension) => directionsOf({}, dimension)],
  'seed-scalar': ['directions', 1, () => 1],
  'cma-es': ['population', 4, (dimension) => populationOf({}, dimension)],
  cbo: ['particles', 2, () => 2],
  'bayesian-optimisation': ['batch', 1, () => 1],
};

/** A method that keeps within a budget, or cannot. */
interface SizedMethod {
  readonly method: AlgorithmOptions;
  readonly fits: boolean;
  /** What was lowered, from what; undefined where nothing had to be. */
  readonly what?: string;
  /** The least bytes with which it could be. */
  readonly least: number;
}

interface SizeBudget {
  readonly dimension: number;
  readonly upload: number;
  readonly bytesOf: (method: AlgorithmOptions) => number;
}

/** The method with the size of its messages lowered as far as `upload` asks for, never raised. */
export function methodWithin(method: AlgorithmOptions, { dimension, upload, bytesOf }: SizeBudget): SizedMethod {
  const whole = bytesOf(method);
  const size = SIZES[method.kind];
  if (whole <= upload || size === undefined) return { method, fits: whole <= upload, least: whole };
  const [option, smallest, unset] = size;
  const given = Number(method[option] ?? unset(dimension));
  const sized = (value: number): AlgorithmOptions => ({ ...method, [option]: value });
  const least = Math.min(whole, bytesOf(sized(smallest)));
  const fitting = largestThat(smallest, given, (value) => bytesOf(sized(value)) <= upload);
  if (fitting === undefined) return { method, fits: false, least };
  return { method: sized(fitting), fits: true, what: `${option} ${fitting} instead of ${given}`, least };
}

/** The largest whole number from `least` to `most` for which it holds, where it holds up to some number and not beyond. */
export function largestThat(least: number, most: number, holds: (value: number) => boolean): number | undefined {
  if (most < least || !holds(least)) return undefined;
  let [low, high] = [least, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
