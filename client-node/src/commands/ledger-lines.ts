import { epsilonOf, epsilonSpent, type ReadLedger } from '@fedzoo/shared/ledger';
import { UserError } from '../user-error.js';

/** What `ledger verify` found: the object of `--json`. */
export interface LedgerReport {
  readonly sound: true;
  readonly entries: number;
  /** Hash of the last entry: two ledgers of which one is a copy of the other, or its beginning, can be told from forks by it. */
  readonly head: string;
  readonly dataSet: string;
  readonly keeper: string;
  readonly unit: string;
  readonly relation: string;
  readonly trust: string;
  readonly publicKey: string;
  readonly budget: { readonly epsilon: number; readonly delta: number };
  readonly epsilon: number;
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
  if (state === null) throw new UserError('FILE', 'is an empty file; a ledger begins with who keeps it and what its budget is');
  const { dataSet, keeper, unit, relation, trust, publicKey, budget } = state.opening;
  const unfinished = [...state.unfinished.values()];
  return {
    sound: true,
    entries: head.sequence + 1,
    head: head.hash,
    dataSet,
    keeper,
    unit,
    relation,
    trust,
    publicKey,
    budget,
    epsilon: epsilonSpent(state),
    runs: [...state.runs].map(([run, { reserved, published, spent }]) => ({
      run,
      reserved,
      published,
      epsilon: epsilonOf(spent, budget.delta),
    })),
    void: unfinished.filter(({ body }) => body === null).length,
    sealed: unfinished.filter(({ body }) => body !== null).length,
    cut: isCut,
  };
}

/** The report for people. */
export function ledgerLines(report: LedgerReport): string {
  const { entries, dataSet, keeper, unit, relation, trust, budget, epsilon, runs, head, publicKey } = report;
  const width = Math.max(3, ...runs.map(({ run }) => run.length));
  return [
    `sound: ${entries} entries, each with the hash of the one before and signed by one key`,
    '',
    `  data set   ${dataSet}, ledger of the ${keeper}`,
    `  protects   a ${unit} (${relation}), ${trust === 'central' ? 'from all but the coordinator, which adds the noise' : 'from everybody else; each client adds the noise'}`,
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
