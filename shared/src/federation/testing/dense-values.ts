import type { Tensor } from '../messages.js';

/** All elements of a tensor; those that a sparse one does not list are 0. */
export function denseValues({ shape, values, indices }: Tensor): Float64Array {
  if (indices === undefined) return values;
  const dense = new Float64Array(shape.reduce((product, size) => product * size, 1));
  indices.forEach((index, i) => (dense[index] = values[i]!));
  return dense;
}
