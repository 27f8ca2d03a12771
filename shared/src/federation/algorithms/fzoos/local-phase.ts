import type { Evaluating } from '../../../objectives/evaluating.js';
import { projectOntoBox } from '../../../optimizers/box.js';
import { uniformInBox } from '../../../numeric/random-vectors.js';
import { squaredDistance } from '../../../surrogate/gradient-score.js';
import { descendLocally, evaluateBroadcast, type LocalPoint } from '../local-descent.js';
import { localRate } from '../local-rate.js';
import { evaluateInto, queryActively } from './active-queries.js';
import type { Correction } from './feature-correction.js';
import { withLocalSurrogate } from './local-surrogate.js';
import type { LocalPhase } from './phase.js';

/** What differs between kinds of FZooS in the first phase. */
export interface LocalPhaseRules {
  /** γₜ at the t-th local iterate, t from 1. */
  correctionLength(t: number): number;
  /** cᵢ of the round; undefined where there is none. */
  readonly correction: Correction | undefined;
  /**
   * Steps to iterates that are not evaluated, where there is a correction, while the gradient's uncertainty there is at most this share of
   * what it is without data, and the correction at most `LONGEST_CORRECTION` times as long as the corrected gradient.
   */
  readonly virtualSteps?: { readonly most: number; readonly uncertainty: number };
}

/** In lengths of the corrected gradient: beyond it a virtual step is mostly guesswork about the other clients. */
const LONGEST_CORRECTION = 3;

/**
 * The first phase: x⁽ⁱ⁾ᵣ,₀ = xᵣ₋₁, then T steps along ĝ = ∇μ(x) + γₜ cᵢ(x), the correction taken at the moving x, each followed by active
 * queries around the new iterate (but the last).
 */
export function* fzoosLocalPhase(
  phase: LocalPhase,
  rules: LocalPhaseRules,
): Evaluating<{ readonly iterate: Float64Array; readonly startValue: number }> {
  const { options, task, context, trajectory } = phase;
  if (trajectory.size === 0 && options.initialPoints > 0) yield* evaluateAround(phase);
  const start = yield* valueOfBroadcast(phase);
  trajectory.add(start.iterate, start.value);

  const stream = context.stream('candidates');
  let lengthScale: number | undefined;

  const learningRate = localRate(options, { round: task.round, rounds: context.plan.rounds });

  const { correction, virtualSteps } = rules;

  const end = yield* descendLocally(
    start,
    { ...options, learningRate },
    {
      // eslint-disable-next-line require-yield -- the surrogate answers without evaluations
      *gradient(point, t) {
        const gradient = withLocalSurrogate(phase, { at: point.iterate, previousLengthScale: lengthScale }, (process) => {
          ({ lengthScale } = process);
          return process.gradient(point.iterate);
        });
        return sum(gradient, rules.correctionLength(t), correction?.(point.iterate, { t, local: gradient }));
      },
      // Without a correction, more steps by what a client alone knows would only carry clients apart.
      ...(virtualSteps === undefined || correction === undefined
        ? {}
        : {
            virtualGradient(iterate, t, taken) {
              if (taken >= virtualSteps.most) return undefined;
              const gradient = withLocalSurrogate(phase, { at: iterate, lengthScale }, (process) =>
                process.relativeGradientUncertainty(iterate) < virtualSteps.uncertainty ? process.gradient(iterate) : undefined,
              );
              if (gradient === undefined) return undefined;
              const whole = sum(gradient, rules.correctionLength(t), correction(iterate));
              return squaredDistance(whole, gradient) <= LONGEST_CORRECTION ** 2 * squaredNorm(whole) ? whole : undefined;
            },
          }),
      visited: (point) => trajectory.add(point.iterate, point.value),
      *afterStep(point, t) {
        if (t === options.localIterations) return;
        const score = (points: Float64Array): Float64Array =>
          withLocalSurrogate(phase, { at: point.iterate, lengthScale }, (process) => process.gradientCovarianceTrace(points));
        yield* queryActively(point.iterate, options.localQueries, { stream, trajectory, score });
      },
    },
  );
  return { iterate: end.iterate, startValue: start.value };
}

/** g + γ c. */
function sum(gradient: Float64Array, length: number, correction: Float64Array | undefined): Float64Array {
  return correction === undefined ? gradient : gradient.map((g, j) => g + length * correction[j]!);
}

function squaredNorm(vector: Float64Array): number {
  return vector.reduce((total, component) => total + component * component, 0);
}

/** A client's very first evaluations: uniform points around x₀, so that the first surrogate has something to go by. */
function* evaluateAround({ options, task, context, trajectory }: LocalPhase): Evaluating<void> {
  const centre = task.iterate.values;
  const dimension = centre.length;
  const box = { radius: options.initialRadius, count: options.initialPoints };
  const points = projectOntoBox(uniformInBox(context.stream('initial-points'), centre, box));
  const rows = Array.from({ length: options.initialPoints }, (_, row) => points.slice(row * dimension, (row + 1) * dimension));
  yield* evaluateInto(trajectory, rows);
}

/** The value at the broadcast iterate: evaluated, or remembered from the last surrogate phase if that is allowed and it is the same point. */
function* valueOfBroadcast({ options, task, state }: LocalPhase): Evaluating<LocalPoint> {
  const iterate = task.iterate.values;
  const known = state.broadcast;
  if (options.reuseBroadcastValue && known !== null && known.iterate.every((coordinate, j) => coordinate === iterate[j])) {
    return { iterate, value: known.value };
  }
  return yield* evaluateBroadcast(iterate);
}
