import { InvalidArgumentError } from '../errors.js';

/** How the elements of a tensor are stored on the wire. */
export type Dtype = 'f64' | 'f32';

export const bytesPerElement: Readonly<Record<Dtype, number>> = { f64: 8, f32: 4 };

/**
 * The values as they are after a trip through `dtype`, rounded to nearest: a new array, each element exactly representable.
 *
 * @throws InvalidArgumentError naming `field` where a value is not finite, or is no longer finite in the dtype.
 */
export function roundToDtype(values: Float64Array, dtype: Dtype, field = 'values'): Float64Array {
  const rounded = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = dtype === 'f32' ? Math.fround(values[i]!) : values[i]!;
    if (!Number.isFinite(value))
      throw new InvalidArgumentError(field, `element ${i} is ${values[i]}, which ${dtype} cannot hold as a finite number`);
    rounded[i] = value;
  }
  return rounded;
}
