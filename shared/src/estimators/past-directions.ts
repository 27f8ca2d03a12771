import { InvalidArgumentError } from '../errors.js';
import type { RandomStream } from '../numeric/random.js';
import { checkCentre, checkDirections, checkSmoothingRadius, type GradientEstimator } from './gradient-estimator.js';
import { checkMemory, emptyMemory, remember, samplesOf, type SampleMemory } from './sample-memory.js';
import { averageDifferences, gaussian, type TwoPointOptions } from './two-point.js';

export interface PastDirectionsOptions extends TwoPointOptions {
  /** Past centres whose differences span the subspace; default 10. 0 draws isotropically. */
  readonly memory?: number;
  /** α in (0, 1]: the share of the directions' variance that is isotropic; default 0.5. */
  readonly isotropicShare?: number;
}

/**
 * The average of directional differences along directions that prefer where the iterates came from (Wu et al., arXiv 2409.15955, in the
 * form of Maheswaranathan et al., arXiv 1806.10230): u ~ N(0, Σ), Σ = (α/d)·I + ((1 − α)/k)·PPᵀ, P an orthonormal basis (d×k) of the
 * differences between successive centres; ĝ = (d/Q) Σ_q [f(x + λu_q) − f(x)]/λ · u_q. E‖u‖² = 1; without a past, Σ = I/d.
 *
 * Its expectation is d·Σ∇f up to O(λ): α times the gradient, and (1 − α)·d/k times its part in the subspace besides. That is a descent
 * direction, not the gradient; unbiased weights (Σ⁻¹) would give back the variance that the subspace saves.
 *
 * Q queries, O(Q(d + kd) + k²d) time, (k + 1)·d numbers of state. The box as in `createTwoPointAverage`. The subspace of a client in a
 * federation also has the coordinator's steps in it, as the broadcast iterate is one of its centres.
 *
 * Deviation: the source mixes in the trajectory as rows of a projection; the exact weights are those of the second reference.
 */
export function createPastDirections(options: PastDirectionsOptions): GradientEstimator<SampleMemory> {
  const { directions, smoothingRadius, memory = 10, isotropicShare = 0.5 } = options;
  checkSmoothingRadius(smoothingRadius);
  checkDirections(directions);
  checkMemory(memory);
  if (!(isotropicShare > 0 && isotropicShare <= 1)) {
    throw new InvalidArgumentError('isotropicShare', `${isotropicShare} is not in (0, 1]; 1 draws isotropically`);
  }
  return {
    init: emptyMemory,
    *estimate(centre, state, stream) {
      checkCentre(centre);
      const { length } = centre.x;
      const centres = [...samplesOf(state, length), centre];
      const basis = basisOfDifferences(centres.map(({ x }) => x));
      const drawn = Array.from({ length: directions }, () => draw(stream, { basis, isotropicShare, dimension: length }));
      const estimate = yield* averageDifferences(centre, drawn, { smoothingRadius, factor: length });
      // k differences need k + 1 centres, the next one among them.
      return { estimate, state: remember(centres, memory) };
    },
  };
}

function draw(
  stream: RandomStream,
  {
    basis,
    isotropicShare,
    dimension,
  }: { readonly basis: readonly Float64Array[]; readonly isotropicShare: number; readonly dimension: number },
): Float64Array {
  const share = basis.length === 0 ? 1 : isotropicShare;
  const u = gaussian(stream, dimension);
  const isotropic = Math.sqrt(share / dimension);
  for (let j = 0; j < dimension; j++) u[j] = isotropic * u[j]!;
  if (share === 1) return u;
  const along = Math.sqrt((1 - share) / basis.length);
  for (const vector of basis) {
    const amount = along * stream.normal();
    for (let j = 0; j < dimension; j++) u[j] = u[j]! + amount * vector[j]!;
  }
  return u;
}

/** What is left of a difference must be this part of it at least; below, it is rounding. */
const INDEPENDENT = 1e-6;

/** An orthonormal basis of the differences between successive points, newest first (modified Gram–Schmidt, twice). O(k²d). */
function basisOfDifferences(points: readonly Float64Array[]): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  for (let i = points.length - 1; i > 0 && basis.length < points[i]!.length; i--) {
    const [to, from] = [points[i]!, points[i - 1]!];
    const difference = to.map((coordinate, j) => coordinate - from[j]!);
    const length = Math.sqrt(dot(difference, difference));
    if (length === 0) continue;
    for (let pass = 0; pass < 2; pass++) {
      for (const vector of basis) {
        const along = dot(difference, vector);
        for (let j = 0; j < difference.length; j++) difference[j] = difference[j]! - along * vector[j]!;
      }
    }
    const rest = Math.sqrt(dot(difference, difference));
    if (rest > INDEPENDENT * length) basis.push(difference.map((component) => component / rest));
  }
  return basis;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
