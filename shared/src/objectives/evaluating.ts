import type { Outcome } from './objective.js';

/**
 * A computation that needs evaluations of a private objective: it yields the points it wants evaluated (each x ∈ [0,1]^d) and is
 * resumed with their outcomes, in order. The computation is pure; whoever drives it owns the objective, the budget and the journal,
 * and may answer at once or after a day.
 */
export type Evaluating<Result> = Generator<readonly Float64Array[], Result, readonly Outcome[]>;
