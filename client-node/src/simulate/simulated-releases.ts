import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { bodyDigest, ledgerSigner, systemEntropy } from '@fedzoo/platform-node';
import { epsilonSpent, memoryStorage, openLedger } from '@fedzoo/shared/ledger';
import {
  createReleaseDesk,
  dataSetLedger,
  ledgerTermsOf,
  receivingDesk,
  spentBy,
  type PrivacyPlan,
  type ReleaseDesk,
  type RunId,
} from '@fedzoo/shared/federation/server';
import type { RunPrivacy } from '@fedzoo/shared/telemetry';

/** Where a simulated private run releases, and what it has spent. */
export interface SimulatedReleases {
  readonly desk: ReleaseDesk;
  /** What the run has released, after so many complete rounds. */
  spent(rounds: number): RunPrivacy;
}

/** A desk for the coordinator of a simulation, with a ledger of its own. */
export async function openReleases(privacy: PrivacyPlan, run: RunId): Promise<SimulatedReleases> {
  const { unit, relation, trust, delta } = privacy;
  const terms = { delta, unit, relation, trust };
  if (trust === 'local') {
    return { desk: receivingDesk, spent: (rounds) => ({ epsilon: spentBy(privacy, rounds), ...terms, releases: rounds }) };
  }
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const ledger = await openLedger({ storage: memoryStorage(), signer: ledgerSigner(key), digest: bodyDigest });
  await ledger.open(ledgerTermsOf(privacy, 'coordinator'));
  return {
    desk: createReleaseDesk({ privacy, ledger: dataSetLedger(ledger), entropy: systemEntropy }),
    spent() {
      const state = ledger.state();
      return { epsilon: state === null ? 0 : epsilonSpent(state), ...terms, releases: state?.runs.get(run)?.reserved ?? 0 };
    },
  };
}

/** A name that no other run about the same data has: its releases are told apart by it. Of the length of every run's. */
export function privateRunId(): RunId {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return `run-${[...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('')}` as RunId;
}
