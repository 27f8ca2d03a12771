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

/**
 * Into [0, 1] by reflection at its faces, as often as it takes: the unit box unfolded tiles the whole space, so a search that knows no
 * box sees a continuous function. O(1).
 */
export function foldIntoUnitInterval(coordinate: number): number {
  const within = Math.abs(coordinate) % 2;
  return within > 1 ? 2 - within : within;
}
