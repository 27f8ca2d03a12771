import { createStream } from '../numeric/random-stream.js';
import { orthonormalDirections } from '../numeric/random-vectors.js';
import { expandCoordinates, checkDimension, type Coordinates } from './box.js';
import type { SynchronousObjective } from './objective.js';
import { rotate } from './rotation.js';

/**
 * x ↦ f(x + shift), shift in units of the unit box (one number, or one a coordinate): a client whose landscape lies elsewhere. Points
 * that leave the box are projected by f itself, so the landscape is constant beyond its edge.
 */
export function withShift(objective: SynchronousObjective, shift: Coordinates): SynchronousObjective {
  const offset = expandCoordinates(shift, objective.dimension, 'shift');
  return moved(objective, (x) => x.map((v, j) => v + offset[j]!));
}

/**
 * x ↦ f(c + R·(x − c)) about the middle c of the unit box, R uniform on rotations from the stream (seed, client, 0, rotation). Corners
 * leave the box, see `withShift`. O(d³) to build, O(d²) an evaluation.
 */
export function withRotation(
  objective: SynchronousObjective,
  options: { readonly seed: number; readonly client: number },
): SynchronousObjective {
  const d = objective.dimension;
  const rotation = orthonormalDirections(createStream({ ...options, round: 0, purpose: 'rotation' }), d, d);
  return moved(objective, (x) =>
    rotate(
      rotation,
      x.map((v) => v - 0.5),
    ).map((v) => v + 0.5),
  );
}

function moved(objective: SynchronousObjective, move: (x: Float64Array) => Float64Array): SynchronousObjective {
  const { dimension, truth } = objective;
  const place = (x: Float64Array): Float64Array => {
    checkDimension(x, dimension);
    return move(x);
  };
  return {
    dimension,
    evaluate: (x, query) => objective.evaluate(place(x), query),
    ...(truth === undefined ? {} : { truth: (x: Float64Array) => truth(place(x)) }),
  };
}
