import type { Evaluating } from '../../../objectives/evaluating.js';
import { evaluateBroadcast } from '../local-descent.js';
import { queryActively } from './active-queries.js';
import { withLocalSurrogate } from './local-surrogate.js';
import type { FzoosPhase } from './phase.js';
import { fitSurrogateWeights } from './shared-features.js';

/**
 * The second phase: evaluates xᵣ, queries actively around it in a box of half-edge ρᵢ = mean_j |xᵣ,ⱼ − x⁽ⁱ⁾ᵣ,ₜ,ⱼ| / 2, and fits the
 * weights wᵢ of the exchanged surrogate to the window nearest to xᵣ, in units of fᵢ.
 */
export function* fzoosSurrogatePhase(phase: FzoosPhase): Evaluating<{ readonly weights: Float64Array; readonly value: number }> {
  const { options, task, context, trajectory } = phase;
  const broadcast = yield* evaluateBroadcast(task.iterate.values);
  trajectory.add(broadcast.iterate, broadcast.value);
  const score = (points: Float64Array): Float64Array =>
    withLocalSurrogate(phase, { at: broadcast.iterate }, (process) => process.gradientCovarianceTrace(points));
  yield* queryActively(
    broadcast.iterate,
    { ...options.surrogateQueries, radius: queryRadius(phase) },
    { stream: context.stream('server-candidates'), trajectory, score },
  );
  return { weights: fitSurrogateWeights(phase, trajectory.nearest(broadcast.iterate, options.surrogateWindow)), value: broadcast.value };
}

/** ρᵢ, or the configured radius where the client has no local iterate of this round or has not moved away from the mean. */
function queryRadius({ options, task, state }: FzoosPhase): number {
  if (state.local === null || state.local.round !== task.round) return options.surrogateQueries.radius;
  const { iterate } = state.local;
  const distance = task.iterate.values.reduce((sum, coordinate, j) => sum + Math.abs(coordinate - iterate[j]!), 0);
  const radius = distance / iterate.length / 2;
  return radius > 0 ? radius : options.surrogateQueries.radius;
}
