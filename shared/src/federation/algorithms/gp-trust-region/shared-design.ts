import { createOrthogonalBasis, type OrthogonalBasis } from '../../../numeric/orthogonal-basis.js';
import { createStream } from '../../../numeric/random-stream.js';
import { PUBLIC } from '../../../numeric/random.js';
import { sameElements } from '../../../numeric/same-elements.js';
import type { Workspace } from '../../workspace.js';

/** A design that all nodes make alike: `count` points around a centre, along directions of the run's public sequence. */
export interface SharedDesign {
  readonly centre: Float64Array;
  /** ρ > 0 in units of x. */
  readonly radius: number;
  /** Number of the first direction in the run's sequence, from 0. */
  readonly first: number;
  readonly count: number;
}

/**
 * The points centre + ρ·(1, ½, 1, ½, …)·u_k, reflected at the faces of the box. Directions come in epochs of d: each epoch is a random
 * orthonormal basis of its own (seed, PUBLIC, epoch, 'shared-design'), so d directions in a row span the space whatever the design's
 * size, and clients make them without knowing what was asked before. Two radii tell slope and curvature apart. O(count·d log d), once for
 * all clients that share the workspace and are asked for the same design in turn: they get the same points, not to be written to.
 */
export function designPoints(design: SharedDesign, seed: number, workspace: Workspace): readonly Float64Array[] {
  const memo = workspace.recall(`shared-design/${seed}`, createMemo);
  if (memo.last === undefined || !isSame(memo.last.design, design)) memo.last = { design, points: madePoints(design, seed, workspace) };
  return memo.last.points;
}

interface Memo {
  last: { readonly design: SharedDesign; readonly points: readonly Float64Array[] } | undefined;
}

function createMemo(): Memo {
  return { last: undefined };
}

function isSame(a: SharedDesign, b: SharedDesign): boolean {
  return a.radius === b.radius && a.first === b.first && a.count === b.count && sameElements(a.centre, b.centre);
}

function madePoints({ centre, radius, first, count }: SharedDesign, seed: number, workspace: Workspace): Float64Array[] {
  const d = centre.length;
  return Array.from({ length: count }, (_, k) => {
    const direction = basisOf(seed, Math.floor((first + k) / d), d, workspace).vector((first + k) % d);
    const length = k % 2 === 0 ? radius : radius / 2;
    const point = new Float64Array(d);
    for (let j = 0; j < d; j++) point[j] = reflect(centre[j]! + length * direction[j]!);
    return point;
  });
}

function basisOf(seed: number, epoch: number, d: number, workspace: Workspace): OrthogonalBasis {
  return workspace.recall(`shared-design/${seed}/${epoch}/${d}`, () =>
    createOrthogonalBasis(createStream({ seed, client: PUBLIC, round: epoch, purpose: 'shared-design' }), d),
  );
}

/** Into [0, 1] by reflection at the nearer face; what lies further out than 1 beyond a face is set on the other one. */
function reflect(coordinate: number): number {
  if (coordinate < 0) return Math.min(1, -coordinate);
  if (coordinate > 1) return Math.max(0, 2 - coordinate);
  return coordinate;
}
