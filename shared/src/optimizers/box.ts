import { InvalidArgumentError } from '../errors.js';

/**
 * The point of the box [lower, upper]^d nearest to x, as a new array. A component that is not a number throws
 * `InvalidArgumentError`; infinite ones end on the boundary. O(d).
 */
export function projectOntoBox(x: Float64Array, lower = 0, upper = 1): Float64Array {
  if (!(lower <= upper)) {
    throw new InvalidArgumentError('lower', `${lower} is not below upper = ${upper}; swap them`);
  }
  const projected = x.slice();
  projectInPlace(projected, lower, upper);
  return projected;
}

/** The same for any number of points, in their own array. */
export function projectInPlace(x: Float64Array, lower = 0, upper = 1): void {
  for (let j = 0; j < x.length; j++) {
    const component = x[j]!;
    if (Number.isNaN(component)) {
      throw new InvalidArgumentError('x', `component ${j} is not a number; check the step that led here`);
    }
    x[j] = component < lower ? lower : component > upper ? upper : component;
  }
}
