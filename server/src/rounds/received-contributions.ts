import type { Contribution, RunPlan } from '@fedzoo/shared/federation/server';
import type { ReceivedContribution, Store } from '../store/store.js';
import type { ContributionCodec, ContributionVerdict } from './run-ports.js';

/**
 * Whether contributions are sums of others' data without noise: those are never written down. After a restart the clients are asked again,
 * and answer with what they have.
 */
export function isConfidential({ privacy }: Pick<RunPlan, 'privacy'>): boolean {
  return privacy?.trust === 'central';
}

/** What is written down of a contribution that counts. */
export function receivedFrom(contribution: Contribution, plan: RunPlan, codec: ContributionCodec): ReceivedContribution {
  const { run, round, phase, client } = contribution;
  return { run, round, phase, client, payload: isConfidential(plan) ? null : codec.encode(contribution) };
}

/** A contribution that comes again after its phase is over is a duplicate, and was counted, if it was there in time. */
export async function recognised(
  verdict: ContributionVerdict,
  contribution: Contribution,
  store: Pick<Store, 'hasContribution'>,
): Promise<ContributionVerdict> {
  if (verdict.kind !== 'late') return verdict;
  return (await store.hasContribution(contribution)) ? { kind: 'duplicate' } : verdict;
}
