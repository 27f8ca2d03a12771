import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ledgerVerifier } from '@fedzoo/platform-node';
import type { Experiment } from '@fedzoo/shared/experiment';
import { ledgerSummary, readLedger } from '@fedzoo/shared/ledger';
import { readKeptLedgers } from '../ledger/kept-ledgers.js';
import { scoreDigits } from './digits-objective.js';
import type { Federated } from './federate.js';
import type { Demonstration } from './prepare.js';
import { withoutNoise } from './without-noise.js';

/** What a private demonstration says beside its scores. */
export interface PrivateOutcome {
  /** Macro-F1 on the held-out digits that the same rounds reach without noise; null where another method than zo-diff2 made them. */
  readonly heldOutWithoutNoise: number | null;
  /** The coordinator's ledger as it was exported and verified; null where the run was interrupted. */
  readonly ledger: VerifiedLedger | null;
}

export interface VerifiedLedger {
  readonly file: string;
  readonly entries: number;
  readonly epsilon: number;
  readonly releases: number;
  /** Hash of the last entry. */
  readonly head: string;
  /** Clients whose own ledgers charge as many releases and the same ε. */
  readonly agreeing: number;
}

/**
 * Exports and verifies the ledger of a private demonstration, and makes its rounds again without noise. Rejects with `LedgerError` where the
 * ledger is not sound.
 */
export async function privateOutcomeOf(
  experiment: Experiment,
  demonstration: Demonstration,
  { federated, directory }: { readonly federated: Federated; readonly directory: string },
): Promise<PrivateOutcome | undefined> {
  const { run, ledger } = federated;
  if (experiment.privacy === undefined) return undefined;
  const weights = withoutNoise(experiment, demonstration, run.rows.at(-1)?.round ?? 0);
  return {
    heldOutWithoutNoise: weights === undefined ? null : scoreDigits(weights, demonstration.heldOut),
    ledger: ledger === undefined ? null : await exportVerified(ledger, demonstration, join(directory, 'ledger.jsonl')),
  };
}

async function exportVerified(text: string, { clients }: Demonstration, file: string): Promise<VerifiedLedger> {
  const summary = ledgerSummary(readLedger(text, ledgerVerifier));
  if (summary === null) throw new Error('the run was private, but its ledger is empty');
  await writeFile(file, text);
  const { entries, epsilon, releases, head } = summary;
  const kept = await Promise.all(clients.map(({ dataDirectory }) => readKeptLedgers(dataDirectory)));
  const agreeing = kept.filter((own) => own.some((mine) => mine.summary.releases === releases && mine.summary.epsilon === epsilon));
  return { file, entries, epsilon, releases, head, agreeing: agreeing.length };
}
