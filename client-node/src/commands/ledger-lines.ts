import { epsilonOf, ledgerSummary, type LedgerSummary, type ReadLedger } from '@fedzoo/shared/ledger';
import { UserError } from '../user-error.js';

/** What `ledger verify` found: the object of `--json`. */
export interface LedgerReport extends LedgerSummary {
  readonly sound: true;
  readonly runs: readonly RunLine[];
  /** Releases that were charged but never sealed: spent for nothing. */
  readonly void: number;
  /** Releases that are sealed, to be published again. */
  readonly sealed: number;
  /** The last line lacks its end: the process that wrote it died, and it is no entry. */
  readonly cut: boolean;
}

interface RunLine {
  readonly run: string;
  readonly reserved: number;
  readonly published: number;
  /** ε of this run alone. */
  readonly epsilon: number;
}

/** Throws `UserError` where there is no entry. */
export function ledgerReport({ head, state }: ReadLedger, { isCut }: { readonly isCut: boolean }): LedgerReport {
  const summary = ledgerSummary({ head, state });
  if (state === null || summary === null)
    throw new UserError('FILE', 'is an empty file; a ledger begins with who keeps it and what its budget is');
  const unfinished = [...state.unfinished.values()];
  return {
    sound: true,
    ...summary,
    runs: [...state.runs].map(([run, account]) => ({
      run,
      reserved: account.reserved,
      published: account.published,
      epsilon: epsilonOf(account, summary.budget.delta),
    })),
    void: unfinished.filter(({ body }) => body === null).length,
    sealed: unfinished.filter(({ body }) => body !== null).length,
    cut: isCut,
  };
}

/** Ledgers for those whose data they are about. */
export function keptLines(summaries: readonly LedgerSummary[]): string {
  if (summaries.length === 0)
    return 'no ledger: this folder of an agent or a simulation released nothing under a privacy budget (a coordinator has its ledgers at GET /api/ledgers)';
  return summaries.map(summaryLines).join('\n\n');
}

function summaryLines(summary: LedgerSummary): string {
  const { dataSet, epsilon, budget, releases, published, head } = summary;
  return [
    `${dataSet}: ε = ${epsilon.toPrecision(4)} of ${budget.epsilon} is spent, at δ = ${budget.delta}`,
    `  protects   ${protection(summary)}`,
    `  releases   ${published} published, of ${releases} that were charged`,
    `  head       ${head}`,
  ].join('\n');
}

function protection({ unit, relation, trust }: LedgerSummary): string {
  return `a ${unit} (${relation}), ${trust === 'central' ? 'from all but the coordinator, which adds the noise' : 'from everybody else; each client adds the noise'}`;
}

/** The report for people. */
export function ledgerLines(report: LedgerReport): string {
  const { entries, dataSet, keeper, budget, epsilon, runs, head, publicKey } = report;
  const width = Math.max(3, ...runs.map(({ run }) => run.length));
  return [
    `sound: ${entries} entries, each with the hash of the one before and signed by one key`,
    '',
    `  data set   ${dataSet}, ledger of the ${keeper}`,
    `  protects   ${protection(report)}`,
    `  budget     ε = ${budget.epsilon} at δ = ${budget.delta}`,
    `  spent      ε = ${epsilon.toPrecision(4)}`,
    ...(report.void > 0 ? [`  void       ${report.void} charged and never sealed: spent for nothing`] : []),
    ...(report.sealed > 0 ? [`  sealed     ${report.sealed} not marked as published: the same bytes are due again`] : []),
    ...(report.cut ? ['  cut        the last line lacks its end: it was never acknowledged, and is no entry'] : []),
    `  key        ${publicKey}`,
    `  head       ${head}`,
    ...(runs.length === 0 ? [] : ['', `  ${'run'.padEnd(width)}  charged  published  ε of it alone`]),
    ...runs.map(
      ({ run, reserved, published, epsilon: own }) =>
        `  ${run.padEnd(width)}  ${String(reserved).padStart(7)}  ${String(published).padStart(9)}  ${own.toPrecision(4)}`,
    ),
  ].join('\n');
}
