import { resolveAlgorithm } from '../algorithms/options.js';
import type { AlgorithmOptions } from '../messages.js';
import { planPrivacy, type PrivacyPlan, type PrivacyTerms } from './privacy-plan.js';

/** A `privacy` section as an experiment has it. */
export interface PrivateRunTerms extends Pick<PrivacyTerms, 'unit' | 'relation' | 'trust' | 'epsilon' | 'delta'> {
  readonly clip: { readonly restart: number; readonly difference?: number };
  readonly restart?: number;
  readonly members?: number;
  readonly dataSet?: string;
  readonly budget?: number;
  readonly samplingRate?: number;
}

export interface PrivateRunSize {
  readonly name: string;
  readonly rounds: number;
  readonly dimension: number;
  readonly clients: number;
}

/**
 * The method and the plan of a private run, from public numbers alone. Throws `InvalidArgumentError` naming the field that is in the way.
 */
export function resolvePrivateRun(
  asked: AlgorithmOptions,
  terms: PrivateRunTerms,
  { name, rounds, clients }: PrivateRunSize,
): { readonly algorithm: AlgorithmOptions; readonly privacy: PrivacyPlan } {
  const algorithm = asked.kind === 'auto' ? resolveAlgorithm({ kind: 'zo-diff2' }) : asked;
  const { unit, relation, trust, epsilon, delta, clip, restart = 1, members = clients, dataSet = name, samplingRate } = terms;
  const { budget = epsilon } = terms;
  const complete: PrivacyTerms = {
    unit,
    relation,
    trust,
    epsilon,
    delta,
    dataSet,
    budget,
    members,
    clip: { restart: clip.restart, difference: clip.difference ?? clip.restart },
    restart,
    ...(samplingRate === undefined ? {} : { samplingRate }),
  };
  return { algorithm, privacy: planPrivacy(complete, rounds) };
}
