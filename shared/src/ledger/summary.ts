import { epsilonSpent } from './budget.js';
import type { ReadLedger } from './chain.js';
import type { Opening } from './content.js';

/** What a ledger says about those it protects. */
export interface LedgerSummary extends Pick<Opening, 'dataSet' | 'keeper' | 'unit' | 'relation' | 'trust' | 'budget' | 'publicKey'> {
  /** ε spent, at the δ of the budget. */
  readonly epsilon: number;
  /** Releases that were charged. */
  readonly releases: number;
  readonly published: number;
  readonly entries: number;
  /** Hash of the last entry: two ledgers of which one is a copy of the other, or its beginning, can be told from forks by it. */
  readonly head: string;
}

/** Null where nothing has begun. As long as `epsilonSpent`. */
export function ledgerSummary({ head, state }: Pick<ReadLedger, 'head' | 'state'>): LedgerSummary | null {
  if (state === null) return null;
  const { dataSet, keeper, unit, relation, trust, budget, publicKey } = state.opening;
  const runs = [...state.runs.values()];
  return {
    dataSet,
    keeper,
    unit,
    relation,
    trust,
    budget,
    publicKey,
    epsilon: epsilonSpent(state),
    releases: runs.reduce((sum, { reserved }) => sum + reserved, 0),
    published: runs.reduce((sum, { published }) => sum + published, 0),
    entries: head.sequence + 1,
    head: head.hash,
  };
}
