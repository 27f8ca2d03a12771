import { FedZooError, InvalidArgumentError } from '../errors.js';

/** How many evaluations a client has paid for, and how many it may. A plain value: store it, resume from it. */
export interface QueryMeter {
  /** Evaluations paid for so far; also the number of the next one. */
  readonly spent: number;
  /** The most this client may spend; null = no limit. */
  readonly budget: number | null;
}

/** An evaluation was refused because the budget is spent. The refusal itself costs nothing. */
export class BudgetExhaustedError extends FedZooError {
  override readonly name = 'BudgetExhaustedError';
  readonly meter: QueryMeter;

  constructor(meter: QueryMeter) {
    super('budget-exhausted', `budget: all ${meter.budget} queries of this client are spent; raise the budget to go on`);
    this.meter = meter;
  }
}

export type Charge =
  | { readonly ok: true; readonly meter: QueryMeter; readonly query: number }
  | { readonly ok: false; readonly error: BudgetExhaustedError };

/** A meter at zero, or at what a journal says was spent before. `spent` above `budget` is allowed: a budget may be lowered later. */
export function createQueryMeter(budget: number | null, spent = 0): QueryMeter {
  if (budget !== null && !(Number.isSafeInteger(budget) && budget >= 0))
    throw new InvalidArgumentError('budget', `is ${budget}, must be a whole number of queries, at least 0, or null for no limit`);
  if (!(Number.isSafeInteger(spent) && spent >= 0))
    throw new InvalidArgumentError('spent', `is ${spent}, must be a whole number of queries, at least 0`);
  return { spent, budget };
}

/** Pays for one evaluation: its number and the meter after it, or a refusal that leaves the meter as it was. Charge before you evaluate. */
export function chargeQuery(meter: QueryMeter): Charge {
  if (meter.budget !== null && meter.spent >= meter.budget) return { ok: false, error: new BudgetExhaustedError(meter) };
  return { ok: true, meter: { spent: meter.spent + 1, budget: meter.budget }, query: meter.spent };
}

/** Evaluations left; Infinity without a limit. */
export function remainingQueries(meter: QueryMeter): number {
  return meter.budget === null ? Infinity : Math.max(0, meter.budget - meter.spent);
}
