import { InvalidArgumentError } from '../errors.js';
import { roundToDtype } from '../numeric/dtype.js';
import type { NamedTensors, Tensor, WireDtype } from './messages.js';

/** A vector as a tensor of its wire type. Throws if an element is not finite in that type. O(d). */
export function vectorTensor(values: Float64Array, dtype: WireDtype): Tensor {
  return { dtype, shape: [values.length], values: roundToDtype(values, dtype) };
}

/** The values of a named tensor of a message. Throws `InvalidArgumentError` if the message lacks it. */
export function tensorValues(tensors: NamedTensors, name: string): Float64Array {
  const tensor = tensors[name];
  if (tensor === undefined) {
    throw new InvalidArgumentError(`tensors.${name}`, `is missing; the message has ${Object.keys(tensors).join(', ') || 'no tensors'}`);
  }
  return tensor.values;
}
