import type { Kernels } from '../../../numeric/kernels.js';
import { sameElements } from '../../../numeric/same-elements.js';
import { minimiseProjected } from '../../../optimizers/spectral-gradient.js';
import { movedHessian, type CarriedHessian } from '../../../surrogate/carried-hessian.js';
import { fitTrendProcess, type TrendData, type TrendProcess } from '../../../surrogate/trend-process.js';
import { createFactorMemory } from './factor-memory.js';
import { noiseFloor } from './radii.js';
import type { ObservedPoints, SurrogateState, TrustRegionState } from './state.js';
import { chooseFit } from './surrogate.js';
import { isMixed } from './shared-values.js';
import { createWindowGeometry, type Observation } from './window.js';

/** Gradients of the surrogate that one search may take. */
const SEARCH_ITERATIONS = 80;
/** A carried Hessian has d² numbers, which are stored after every phase: beyond this d the isotropic trend is all. */
const LARGEST_CARRIED_DIMENSION = 500;
const DISCOUNT = 0.8;
const CARRY_EVERY_ROUNDS = 3;

/** The surrogate's part of a round, as functions of the state. */
export interface Proposer {
  /** The surrogate's state with its predictions held against values that it had not seen. */
  score(state: TrustRegionState, known: ObservedPoints, design: readonly Observation[]): SurrogateState | null;
  /** m(centre) − m(z) with everything known; undefined where values are interpolated, which then decide themselves. */
  posteriorDecrease(state: TrustRegionState): number | undefined;
  /** The state with the next trial point, rounded as it will be sent. */
  propose(state: TrustRegionState, onWire: (values: Float64Array) => Float64Array): TrustRegionState;
}

/** `sampled`: every round has a cohort of its own. Where values are noisy besides, that is all that is reckoned with. */
export function createProposer(kernels: Kernels, { sampled }: { readonly sampled: boolean }): Proposer {
  const geometry = createWindowGeometry(kernels);
  const factors = createFactorMemory(kernels);

  function withData<Result>(
    observed: ObservedPoints,
    at: { centre: Float64Array; level: number; noisy: boolean },
    use: (data: TrendData) => Result,
  ): Result {
    const data = geometry.around(observed, at.centre, at.level, sampled && !at.noisy);
    try {
      return use(data);
    } finally {
      geometry.release(data);
    }
  }

  /** The last model's H with its forms at the observations as they are now, about the centre of `data`. */
  function carriedTo(
    data: TrendData,
    observed: ObservedPoints,
    { hessian, seen, centre }: SurrogateState,
    now: Float64Array = centre,
  ): CarriedHessian | undefined {
    if (hessian === null) return undefined;
    const dropped = observed.seen - data.count - (seen - hessian.forms.length);
    return movedHessian(kernels, hessian, data, { move: displacement(now, centre), dropped });
  }

  return {
    score(state, known, design) {
      const { surrogate } = state;
      if (surrogate === null || surrogate.hessian === null || design.length === 0) return surrogate;
      const { centre } = surrogate;
      return withData(known, { ...surrogate, noisy: state.noisy }, (data) => {
        const hessian = carriedTo(data, known, surrogate);
        const d = centre.length;
        const points = new Float64Array((design.length + 1) * d);
        points.set(displacement(state.centre, centre));
        design.forEach(({ point }, k) => points.set(displacement(point, centre), (k + 1) * d));
        const reaches = kernels.allocate((design.length + 1) * data.count);
        kernels.squaredDistances(reaches, points, data.displacements, { m: design.length + 1, n: data.count, d });
        const errorOf = (process: TrendProcess): number => {
          const [base = 0, ...means] = process.means(points, reaches);
          let wrong = 0;
          let total = 0;
          design.forEach(({ value }, k) => {
            wrong += (means[k]! - base - (value - state.centreLevel)) ** 2;
            total += (value - state.centreLevel) ** 2;
          });
          process.release();
          return total > 0 ? wrong / total : 0;
        };
        const factor = factors.of(data, surrogate);
        const isotropic = errorOf(fitTrendProcess(kernels, data, factor));
        const carried = errorOf(fitTrendProcess(kernels, data, factor, hessian));
        kernels.release(reaches);
        kernels.release(factor.lower);
        return {
          ...surrogate,
          isotropicError: DISCOUNT * surrogate.isotropicError + isotropic,
          carriedError: DISCOUNT * surrogate.carriedError + carried,
        };
      });
    },

    posteriorDecrease(state) {
      const { surrogate, observed, centre, centreLevel: level, trial, noisy } = state;
      if (surrogate === null || (!noisy && surrogate.nugget === 0)) return undefined;
      return withData(observed, { centre, level, noisy }, (data) => {
        const factor = factors.of(data, surrogate);
        const process = fitTrendProcess(kernels, data, factor);
        factors.keep(data, factor);
        const decrease = process.mean(new Float64Array(centre.length)) - process.mean(displacement(trial, centre));
        process.release();
        kernels.release(factor.lower);
        return decrease;
      });
    },

    propose(state, onWire) {
      const { centre, centreLevel: level, observed, surrogate: last, trustRadius, noisy } = state;
      const d = centre.length;
      return withData(observed, { centre, level, noisy }, (data) => {
        const { process: isotropic, factor } = chooseFit(kernels, data, {
          factors,
          last,
          round: state.rounds,
          noisy: noisy || sampled,
          wide: state.stage === 'wide',
          mixed: isMixed(observed.shared),
        });
        const { lengthScale, nugget } = factor.prior;
        const hessian = last === null ? undefined : carriedTo(data, observed, last, centre);
        const carries = last !== null && hessian !== undefined && last.carriedError < last.isotropicError;
        const process = carries ? fitTrendProcess(kernels, data, factor, hessian) : isotropic;
        factors.keep(data, factor);
        kernels.release(factor.lower);
        const origin = new Float64Array(d);
        const found = minimiseProjected((s, gradient) => process.meanAndGradient(s, gradient), origin, {
          project: (s) => projectOnBallAndBox(s, centre, trustRadius),
          firstStep: trustRadius,
          iterations: SEARCH_ITERATIONS,
          leastStep: 1e-7 * trustRadius,
        });
        const trial = onWire(found.x.map((step, j) => Math.min(1, Math.max(0, centre[j]! + step))));
        const predicted = process.mean(origin) - process.mean(displacement(trial, centre));
        const moved = last === null || !sameElements(last.centre, centre);
        const carry = d <= LARGEST_CARRIED_DIMENSION && (moved || hessian === undefined || state.rounds % CARRY_EVERY_ROUNDS === 0);
        const stdDev = Math.sqrt(nugget) * isotropic.amplitude;
        // What a cohort adds falls with the radius as F does: it asks for no wide design.
        const floor = sampled && !noisy ? 0 : noiseFloor(stdDev, isotropic.curvature, d);
        const surrogate: SurrogateState = {
          lengthScale,
          nugget,
          evidence: isotropic.logLikelihood / data.count,
          centre,
          level,
          noiseStdDev: stdDev,
          noiseFloor: floor,
          hessian: carry ? process.halfHessian() : (hessian ?? null),
          seen: observed.seen,
          isotropicError: last?.isotropicError ?? 0,
          carriedError: last?.carriedError ?? 0,
        };
        if (process !== isotropic) process.release();
        isotropic.release();
        return { ...state, trial, predicted, surrogate, designRadius: Math.max(state.designRadius, floor, state.stepFloor) };
      });
    },
  };
}

function displacement(point: Float64Array, centre: Float64Array): Float64Array {
  const result = new Float64Array(point.length);
  for (let j = 0; j < result.length; j++) result[j] = point[j]! - centre[j]!;
  return result;
}

/** Displacements s with ‖s‖ ≤ Δ and x + s in the box: clipped, then scaled back until both hold; scaling keeps a clipped s in the box. */
function projectOnBallAndBox(s: Float64Array, x: Float64Array, radius: number): void {
  let squared = 0;
  for (let j = 0; j < s.length; j++) {
    s[j] = Math.min(1 - x[j]!, Math.max(-x[j]!, s[j]!));
    squared += s[j]! * s[j]!;
  }
  const length = Math.sqrt(squared);
  if (length <= radius) return;
  for (let j = 0; j < s.length; j++) s[j] = (s[j]! * radius) / length;
}
