import { InvalidArgumentError } from '../errors.js';
import { roundToBlocks } from './block-codes.js';
import { BF16, F16, roundToFormat } from './narrow-float.js';
import type { UniformDraws } from './random.js';

/** How the elements of a run's tensors are stored on the wire. */
export type Dtype = 'f64' | 'f32' | 'f16' | 'bf16' | 'q8';

/** Floating-point types. */
export type FloatDtype = Exclude<Dtype, 'q8'>;

/** Without the scales of q8, 4 bytes for each 256 elements. */
export const bytesPerElement: Readonly<Record<Dtype, number>> = { f64: 8, f32: 4, f16: 2, bf16: 2, q8: 1 };

/** The dtype of points, in a run of `dtype`: 8 bits would be a grid of 1/127 of the box, which no round makes finer; so q8 leaves them f32. */
export function positionDtype(dtype: Dtype): FloatDtype {
  return dtype === 'q8' ? 'f32' : dtype;
}

/** The dtype of a few figures of different units (counters, variances), in a run of `dtype`: at least f32. */
export function figureDtype(dtype: Dtype): Dtype {
  return dtype === 'f64' ? 'f64' : 'f32';
}

const ROUNDINGS: Readonly<Record<FloatDtype, (value: number) => number>> = {
  f64: (value) => value,
  f32: Math.fround,
  f16: (value) => roundToFormat(value, F16),
  bf16: (value) => roundToFormat(value, BF16),
};

export interface RoundingOptions {
  /** What errors name; `values` by default. */
  readonly field?: string;
  /** The draws of q8; the others need none. */
  readonly rounding?: UniformDraws;
}

/**
 * The values as they are after a trip through `dtype`: a new array, each element exactly representable. Floating-point types round to
 * nearest, ties to even; q8 by draws of `rounding` (`roundToBlocks`). A second rounding to the same dtype changes nothing.
 *
 * @throws InvalidArgumentError naming `field` and the element where a value is not finite, or is no longer finite in the dtype.
 */
export function roundToDtype(values: Float64Array, dtype: Dtype, { field = 'values', rounding }: RoundingOptions = {}): Float64Array {
  if (dtype === 'q8') {
    if (rounding === undefined) throw new InvalidArgumentError('rounding', 'is missing; q8 rounds by the draws of a stream');
    return roundToBlocks(values, rounding, field);
  }
  const round = ROUNDINGS[dtype];
  const rounded = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = round(values[i]!);
    if (!Number.isFinite(value))
      throw new InvalidArgumentError(field, `element ${i} is ${values[i]}, which ${dtype} cannot hold as a finite number`);
    rounded[i] = value;
  }
  return rounded;
}
