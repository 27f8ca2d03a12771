import {
  checkCentre,
  checkDirections,
  checkSmoothingRadius,
  checkUsable,
  stateless,
  valueOf,
  type GradientEstimator,
} from './gradient-estimator.js';
import { displaced, gaussian, type TwoPointOptions } from './two-point.js';

/**
 * Symmetric differences along u ~ N(0, I), and the Hessian's diagonal from the same evaluations:
 * ĝ = (1/P) Σ [f(x+λu) − f(x−λu)]/2λ · u, whose expectation is ∇f up to O(λ²) (Spall 1992), and by Stein's identity
 * ĥ_j = (1/P) Σ D²·(u_j² − 1)/2 with D² = [f(x+λu) + f(x−λu) − 2f(x)]/λ², whose expectation is ∂²f/∂x_j² up to O(λ²) (Erdogdu 2015;
 * Balasubramanian & Ghadimi, arXiv 1809.06474). Q queries for P = ⌊Q/2⌋ pairs, Q ≥ 2; O(Qd) time.
 *
 * The standard deviation of ĥ_j is about ‖H‖_F·√(3/P): of use only when averaged over many estimates, as Sophia does. Coordinate-wise
 * differences measure it without variance.
 *
 * A pair that the box cuts gives a gradient (halved at a face, as in `createTwoPointAverage`) and no curvature; without any pair inside
 * there is none. A pair with one value missing is left out.
 */
export function createCentralAverage(options: TwoPointOptions): GradientEstimator<null> {
  const { directions, smoothingRadius } = options;
  checkSmoothingRadius(smoothingRadius);
  checkDirections(directions, 2);
  const pairs = Math.floor(directions / 2);

  return stateless(function* ({ x, value }, stream) {
    checkCentre({ x, value });
    const { length } = x;
    const drawn = Array.from({ length: pairs }, () => gaussian(stream, length));
    const outcomes = yield drawn.flatMap((u) => [displaced(x, u, smoothingRadius), displaced(x, u, -smoothingRadius)]);
    const gradient = new Float64Array(length);
    const curvature = new Float64Array(length);
    let usable = 0;
    let inside = 0;
    for (const [p, u] of drawn.entries()) {
      const [ahead, behind] = [valueOf(outcomes[2 * p]), valueOf(outcomes[2 * p + 1])];
      if (ahead === undefined || behind === undefined) continue;
      usable += 1;
      const slope = (ahead - behind) / (2 * smoothingRadius);
      for (let j = 0; j < length; j++) gradient[j] = gradient[j]! + slope * u[j]!;
      if (isCut(x, u, smoothingRadius)) continue;
      inside += 1;
      const bend = (ahead + behind - 2 * value) / smoothingRadius ** 2;
      for (let j = 0; j < length; j++) curvature[j] = curvature[j]! + (bend * (u[j]! * u[j]! - 1)) / 2;
    }
    checkUsable(usable, outcomes);
    for (let j = 0; j < length; j++) gradient[j] = gradient[j]! / usable;
    const estimate = { gradient, queries: outcomes.length, usable };
    if (inside === 0) return estimate;
    for (let j = 0; j < length; j++) curvature[j] = curvature[j]! / inside;
    return { ...estimate, curvature };
  });
}

function isCut(x: Float64Array, u: Float64Array, length: number): boolean {
  for (let j = 0; j < x.length; j++) {
    const reach = length * Math.abs(u[j]!);
    if (x[j]! - reach < 0 || x[j]! + reach > 1) return true;
  }
  return false;
}
