import type { Experiment } from '@fedzoo/shared/experiment';
import { resolvePrivateRun, type ClientId, type RunId, type RunPlan } from '@fedzoo/shared/federation/server';

/**
 * The name of a simulated run. Of the length that a coordinator gives its runs, and clients are named as a headless host names them, so
 * that messages have the same size on every transport.
 */
const SIMULATED_RUN = 'run-00000000' as RunId;

/** client-00001 is number 0. */
export function clientName(number: number): ClientId {
  return `client-${String(number + 1).padStart(5, '0')}` as ClientId;
}

/**
 * What the clients of a simulated run are told of it, with the noise that its promise needs. The method and the wire type must have been
 * chosen (`withChosenMethod`).
 */
export function planOf(
  experiment: Pick<Experiment, 'name' | 'seed' | 'rounds' | 'algorithm' | 'codec' | 'privacy'>,
  { dimension, clients }: { readonly dimension: number; readonly clients: number },
): RunPlan {
  const { name, seed, rounds, algorithm, privacy } = experiment;
  const { dtype, topK, delta, because } = experiment.codec;
  if (dtype === 'auto') throw new Error('the wire type of the run has not been chosen');
  const plan = { run: SIMULATED_RUN, name, seed, rounds, dimension, dtype, algorithm };
  return {
    ...plan,
    ...(topK === undefined ? {} : { topK }),
    ...(delta === true ? { delta } : {}),
    ...(because === undefined ? {} : { encoding: because }),
    ...(privacy === undefined ? {} : { privacy: resolvePrivateRun(algorithm, privacy, { name, rounds, dimension, clients }).privacy }),
  };
}
