import { InvalidArgumentError } from '../errors.js';
import { SMALLEST_SCALE } from '../numeric/block-codes.js';
import { figureDtype, positionDtype, roundToDtype, type Dtype } from '../numeric/dtype.js';
import type { UniformDraws } from '../numeric/random.js';
import type { NamedTensors, Tensor } from './messages.js';

/**
 * A vector as a tensor of its wire type; q8 needs the draws of `rounding`, one stream for all tensors of a step. Throws if an element is
 * not finite in that type. O(d).
 */
export function vectorTensor(values: Float64Array, dtype: Dtype, rounding?: UniformDraws): Tensor {
  return { dtype, shape: [values.length], values: roundToDtype(values, dtype, rounding === undefined ? {} : { rounding }) };
}

/** How far a client went, `to` − `from`, in double precision as it is made: `withUpdateEncoding` rounds it for the wire. */
export function updateTensor(from: Float64Array, to: Float64Array): Tensor {
  return { dtype: 'f64', shape: [to.length], values: to.map((coordinate, j) => coordinate - from[j]!) };
}

/** Points of the box in a run of `dtype`: see `positionDtype`. */
export function positionTensor(values: Float64Array, dtype: Dtype): Tensor {
  return vectorTensor(values, positionDtype(dtype));
}

/** A few figures in a run of `dtype`: see `figureDtype`. */
export function figureTensor(values: Float64Array, dtype: Dtype): Tensor {
  return vectorTensor(values, figureDtype(dtype));
}

/** Signs times a common scale, one bit an element. Throws unless all elements have the same magnitude, an f32 of 2⁻¹²⁶ or above. */
export function signTensor(values: Float64Array): Tensor {
  const scale = Math.abs(values[0] ?? 1);
  const flaw = scale >= SMALLEST_SCALE && Math.fround(scale) === scale ? values.findIndex((value) => Math.abs(value) !== scale) : 0;
  if (flaw >= 0) throw new InvalidArgumentError('values', `element ${flaw} is ${values[flaw]}; signs are ± one f32, 2^-126 or above`);
  return { dtype: 'sign', shape: [values.length], values };
}

/** Whole numbers from 0 to 255, one byte an element. Throws on any other. */
export function byteTensor(values: Float64Array): Tensor {
  const flaw = values.findIndex((value) => !Object.is(value, value & 0xff));
  if (flaw >= 0) throw new InvalidArgumentError('values', `element ${flaw} is ${values[flaw]}; a byte is a whole number from 0 to 255`);
  return { dtype: 'u8', shape: [values.length], values };
}

/** The values of a named tensor of a message, a dense one. Throws `InvalidArgumentError` if the message lacks it. */
export function tensorValues(tensors: NamedTensors, name: string): Float64Array {
  const tensor = tensors[name];
  if (tensor === undefined) {
    throw new InvalidArgumentError(`tensors.${name}`, `is missing; the message has ${Object.keys(tensors).join(', ') || 'no tensors'}`);
  }
  return tensor.values;
}
