import type { Evaluating } from '../../../objectives/evaluating.js';
import { projectOntoBox } from '../../../optimizers/box.js';
import { uniformInBox } from '../../../numeric/random-vectors.js';
import { controlOfLastRound } from '../control.js';
import { descendLocally, evaluateBroadcast, type LocalPoint } from '../local-descent.js';
import { localRate } from '../local-rate.js';
import { evaluateInto, queryActively } from './active-queries.js';
import { withLocalSurrogate } from './local-surrogate.js';
import type { FzoosPhase } from './phase.js';
import { sharedFeatures } from './shared-features.js';

/**
 * The first phase: x⁽ⁱ⁾ᵣ,₀ = xᵣ₋₁, then T steps along ĝ = ∇μ(x) + γₜ (∇μ̂ᵣ₋₁(x) − ∇μ̂⁽ⁱ⁾ᵣ₋₁(x)), both surrogates of the last round taken at
 * the moving x, each followed by active queries around the new iterate (but the last). No correction where the client or the
 * coordinator has no surrogate of the last round.
 */
export function* fzoosLocalPhase(phase: FzoosPhase): Evaluating<{ readonly iterate: Float64Array; readonly startValue: number }> {
  const { options, task, context, state, trajectory } = phase;
  if (trajectory.size === 0 && options.initialPoints > 0) yield* evaluateAround(phase);
  const start = yield* valueOfBroadcast(phase);
  trajectory.add(start.iterate, start.value);

  const own = controlOfLastRound(state.surrogate, task);
  const mean = task.tensors['surrogate']?.values;
  // The gradient is linear in the weights, so one pass over the features gives the difference.
  const correction = own === undefined || mean === undefined ? undefined : mean.map((weight, j) => weight - own[j]!);
  const stream = context.stream('candidates');
  let lengthScale: number | undefined;

  const learningRate = localRate(options, { round: task.round, rounds: context.plan.rounds });

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
        if (correction === undefined) return gradient;
        const correctionGradient = sharedFeatures(options, context).gradient(correction, point.iterate);
        const length = options.correctionLength === 'inverse-iteration' ? 1 / t : options.correctionLength;
        return gradient.map((g, j) => g + length * correctionGradient[j]!);
      },
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

/** A client's very first evaluations: uniform points around x₀, so that the first surrogate has something to go by. */
function* evaluateAround({ options, task, context, trajectory }: FzoosPhase): Evaluating<void> {
  const centre = task.iterate.values;
  const dimension = centre.length;
  const box = { radius: options.initialRadius, count: options.initialPoints };
  const points = projectOntoBox(uniformInBox(context.stream('initial-points'), centre, box));
  const rows = Array.from({ length: options.initialPoints }, (_, row) => points.slice(row * dimension, (row + 1) * dimension));
  yield* evaluateInto(trajectory, rows);
}

/** The value at the broadcast iterate: evaluated, or remembered from the last surrogate phase if that is allowed and it is the same point. */
function* valueOfBroadcast({ options, task, state }: FzoosPhase): Evaluating<LocalPoint> {
  const iterate = task.iterate.values;
  const known = state.broadcast;
  if (options.reuseBroadcastValue && known !== null && known.iterate.every((coordinate, j) => coordinate === iterate[j])) {
    return { iterate, value: known.value };
  }
  return yield* evaluateBroadcast(iterate);
}
