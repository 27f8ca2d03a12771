import { epsilonOf, quickEpsilon, type Ledger, type RunAccount } from '../../ledger/index.js';
import type { RunPlan } from '../messages.js';
import { dataSetLedger, ledgerTermsOf } from './data-set-ledger.js';
import { spentBy, type PrivacyPlan } from './privacy-plan.js';
import { poissonCohort, type Cohort } from './poisson-cohort.js';
import { createReleaseDesk, receivingDesk, type ReleaseDesk, type ReleaseDeskParts } from './release-desk.js';

/** What a run has released, and what its ε means. */
export interface ReleasedByRun extends Pick<PrivacyPlan, 'delta' | 'unit' | 'relation' | 'trust'> {
  readonly epsilon: number;
  readonly releases: number;
}

/** Where a run releases, and what it has spent. */
export interface RunReleases {
  readonly desk: ReleaseDesk;
  /** Who takes part in the next round, where clients are sampled. */
  readonly cohort?: Cohort;
  /** After so many complete rounds. Of the run alone: other runs about the same data are in the ledger. */
  spent(rounds: number): ReleasedByRun;
  /** The run is over: its sealed bytes are needed no more. */
  close(): Promise<void>;
}

export interface RunReleasesParts extends Pick<ReleaseDeskParts, 'entropy' | 'sampler'> {
  /** The ledger of a data set that this coordinator keeps. */
  readonly ledger: (dataSet: string) => Promise<Ledger>;
  /** SHA-256 of the plan, which all clients are shown: it is written down before the first release. */
  readonly planDigest: string;
}

/**
 * The releases of a run; undefined where it is not private. Begins the ledger of its data set, or goes on with it. Rejects with
 * `InvalidArgumentError` where that was begun on other terms, `LedgerError` where it is not sound.
 */
export async function openRunReleases(
  plan: Pick<RunPlan, 'run' | 'rounds' | 'privacy'>,
  parts: RunReleasesParts,
): Promise<RunReleases | undefined> {
  const { run, privacy } = plan;
  if (privacy === undefined) return undefined;
  const { unit, relation, trust, delta, dataSet } = privacy;
  const terms = { delta, unit, relation, trust };
  if (trust === 'local') {
    const spent = (rounds: number): ReleasedByRun => ({ epsilon: spentBy(privacy, rounds), ...terms, releases: rounds });
    return { desk: receivingDesk, spent, close: () => Promise.resolve() };
  }
  const ledger = await parts.ledger(dataSet);
  await ledger.open(ledgerTermsOf(privacy, 'coordinator'));
  await ledger.plan(run, parts.planDigest);
  const { samplingRate } = privacy;
  return {
    ...(samplingRate === undefined ? {} : { cohort: (members) => poissonCohort(members, samplingRate, parts.entropy) }),
    desk: createReleaseDesk({ privacy, ledger: dataSetLedger(ledger), entropy: parts.entropy, sampler: parts.sampler }),
    spent() {
      const account = ledger.state()?.runs.get(run);
      if (account === undefined) return { epsilon: 0, ...terms, releases: 0 };
      return { epsilon: epsilonOfRun(account, privacy, plan.rounds), ...terms, releases: account.reserved };
    },
    close: () => ledger.forget(run),
  };
}

/**
 * ε of what a run charged. Where clients are sampled the exact figure takes seconds, too long for every glance: the quick bound then, or the
 * whole plan's ε where that is less, so long as no more was charged than planned.
 */
function epsilonOfRun(account: RunAccount, { samplingRate, delta, epsilon }: PrivacyPlan, rounds: number): number {
  if (samplingRate === undefined) return epsilonOf(account, delta);
  const quick = quickEpsilon(account, delta);
  return account.reserved <= rounds ? Math.min(quick, epsilon) : quick;
}
