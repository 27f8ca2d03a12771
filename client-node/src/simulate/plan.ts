import type { Experiment } from '@fedzoo/shared/experiment';
import type { ClientId, RunId, RunPlan } from '@fedzoo/shared/federation/server';

/**
 * The name of a simulated run. Of the length that a coordinator gives its runs, and clients are named as a headless host names them, so
 * that messages have the same size on every transport.
 */
const SIMULATED_RUN = 'run-00000000' as RunId;

/** client-00001 is number 0. */
export function clientName(number: number): ClientId {
  return `client-${String(number + 1).padStart(5, '0')}` as ClientId;
}

/** What the clients of a simulated run are told of it. */
export function planOf(experiment: Experiment, dimension: number): RunPlan {
  const { name, seed, rounds, algorithm, codec } = experiment;
  return { run: SIMULATED_RUN, name, seed, rounds, dimension, dtype: codec.dtype, algorithm };
}
