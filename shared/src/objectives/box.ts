import { InvalidArgumentError } from '../errors.js';

/** The search box in natural units, `lower[j] < upper[j]` for every coordinate; x ∈ [0,1]^d maps to `lower + x·(upper − lower)`. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** One number for all coordinates, or one a coordinate. */
export type Coordinates = number | ArrayLike<number>;

/** `value` spread to d coordinates, all finite. Throws `InvalidArgumentError` naming `field` and the first coordinate that is wrong. */
export function expandCoordinates(value: Coordinates, dimension: number, field: string): Float64Array {
  const spread = typeof value === 'number' ? new Float64Array(dimension).fill(value) : Float64Array.from(value);
  if (spread.length !== dimension)
    throw new InvalidArgumentError(field, `has ${spread.length} coordinates, must have ${dimension} (or be one number for all)`);
  const bad = spread.findIndex((coordinate) => !Number.isFinite(coordinate));
  if (bad >= 0) throw new InvalidArgumentError(`${field}[${bad}]`, `is ${spread[bad]}, must be a finite number`);
  return spread;
}

/** A box from bounds that may be one number for all coordinates. Throws `InvalidArgumentError` unless lower < upper everywhere. */
export function createBox(lower: Coordinates, upper: Coordinates, dimension: number): Box {
  const box = { lower: expandCoordinates(lower, dimension, 'lower'), upper: expandCoordinates(upper, dimension, 'upper') };
  const bad = box.lower.findIndex((bound, j) => !(bound < box.upper[j]!));
  if (bad >= 0) throw new InvalidArgumentError(`lower[${bad}]`, `is ${box.lower[bad]}, must be below upper[${bad}] = ${box.upper[bad]}`);
  return box;
}

/** x clipped to [0,1]^d and mapped to natural units, the published projection: `clip(x)·(upper − lower) + lower`. */
export function toNaturalUnits(box: Box, x: Float64Array): Float64Array {
  const { lower, upper } = box;
  const z = new Float64Array(x.length);
  for (let j = 0; j < z.length; j++) {
    const v = x[j]!;
    const clipped = v < 0 ? 0 : v > 1 ? 1 : v;
    z[j] = clipped * (upper[j]! - lower[j]!) + lower[j]!;
  }
  return z;
}

/** The point of [0,1]^d that maps to z; z outside the box throws, because the way back would not give z. */
export function toUnitBox(box: Box, z: Float64Array, field: string): Float64Array {
  return z.map((v, j) => {
    const lower = box.lower[j]!;
    const upper = box.upper[j]!;
    if (!(v >= lower && v <= upper)) throw new InvalidArgumentError(`${field}[${j}]`, `is ${v}, must lie in the box [${lower}, ${upper}]`);
    return (v - lower) / (upper - lower);
  });
}

/** Throws unless x has the objective's dimension: a caller's mistake, not an outcome. */
export function checkDimension(x: Float64Array, dimension: number): void {
  if (x.length !== dimension) throw new InvalidArgumentError('x', `has ${x.length} coordinates, must have ${dimension}`);
}
