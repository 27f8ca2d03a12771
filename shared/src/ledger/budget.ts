import type { Charges } from './charges.js';
import { epsilonOf, quickEpsilon } from './cost.js';
import { BudgetSpentError } from './ledger-error.js';
import type { LedgerState } from './state.js';

/** ε spent so far, at the δ of the budget. As long as `epsilonOf`, once a state. */
export function epsilonSpent(state: LedgerState): number {
  let epsilon = known.get(state);
  if (epsilon === undefined) {
    epsilon = epsilonOf(state, state.opening.budget.delta);
    known.set(state, epsilon);
  }
  return epsilon;
}

const known = new WeakMap<LedgerState, number>();

/** Says whether what a state adds up to is within its budget. */
export interface BudgetGuard {
  /** Throws `BudgetSpentError` where it is not; `before` is the state without the last release. */
  check(state: LedgerState, before: LedgerState): void;
}

/** Parts of what was charged that the guard looks ahead by, the larger first. */
const AHEAD = [1 / 8, 1 / 64, 1 / 512];

/**
 * A guard that asks the quick bound first. Where that is above the budget and releases are sampled, the exact figure decides; as it takes a
 * while, the guard looks ahead: whatever is less than charges that are within the budget is within it. For the ledgers of one budget.
 */
export function budgetGuard(): BudgetGuard {
  let within: Charges | undefined;
  let beyond: Charges | undefined;
  return {
    check(state, before) {
      const { epsilon: budget, delta } = state.opening.budget;
      if (quickEpsilon(state, delta) <= budget) return;
      if (state.sampled.length > 0) {
        if (within !== undefined && isPartOf(state, within)) return;
        for (const part of AHEAD) {
          const further = grownBy(part, state);
          if (beyond !== undefined && isPartOf(beyond, further)) continue;
          if (epsilonOf(further, delta) <= budget) {
            within = further;
            return;
          }
          beyond = further;
        }
      }
      const epsilon = epsilonSpent(state);
      if (epsilon > budget) throw refusal(before, epsilon);
    },
  };
}

function refusal(before: LedgerState, epsilon: number): BudgetSpentError {
  const { budget, dataSet } = before.opening;
  return new BudgetSpentError(
    `the budget of ${dataSet} is ε = ${budget.epsilon} at δ = ${budget.delta}, of which ${epsilonSpent(before).toPrecision(4)} is spent; this release ` +
      `would make it ${epsilon.toPrecision(4)}. Nothing more may be released about these data unless those they are about agree to a larger budget`,
  );
}

function isPartOf(part: Charges, whole: Charges): boolean {
  return (
    part.spent <= whole.spent &&
    part.sampled.every(({ samplingRate, noiseMultiplier, releases }) =>
      whole.sampled.some(
        (kind) => kind.samplingRate === samplingRate && kind.noiseMultiplier === noiseMultiplier && releases <= kind.releases,
      ),
    )
  );
}

function grownBy(part: number, { spent, sampled }: Charges): Charges {
  return { spent, sampled: sampled.map((kind) => ({ ...kind, releases: Math.ceil(kind.releases * (1 + part)) })) };
}
