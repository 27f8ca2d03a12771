import type { Evaluating } from '../../../objectives/evaluating.js';
import type { Outcome } from '../../../objectives/objective.js';
import { StepFailure } from '../../step-failure.js';

/** The vectors of all members of a client at one point, member after member. */
export interface MemberVectors {
  readonly count: number;
  readonly values: Float64Array;
}

/** Points around x, and what differences of values there are divided by. */
export interface DifferenceDesign {
  readonly displacements: readonly Float64Array[];
  readonly divisor: number;
  readonly unit: 'record' | 'client';
}

/**
 * Every member's differences (ℓ(x + Δₖ; z) − ℓ(x; z))/divisor at the displacements of a public design, K + 1 evaluations. A member is a
 * record where the objective tells the losses of its records, or the client itself, with its one value. What has no value is NaN, which
 * clipping makes a zero vector: nobody is told that an evaluation failed. Throws `StepFailure` for an
 * objective that tells no records where a member is one. O(K (members + d)).
 */
export function* differenceVectors(x: Float64Array, { displacements, divisor, unit }: DifferenceDesign): Evaluating<MemberVectors> {
  const points = displacements.map((displacement) => sumOf(x, displacement));
  const [base, ...moved] = (yield [x, ...points]).map((outcome) => lossesOf(outcome, unit));
  const count = Math.max(base!.length, ...moved.map(({ length }) => length));
  const values = new Float64Array(count * displacements.length).fill(Number.NaN);
  for (let first = 0; first < count; first += MEMBERS_AT_ONCE) fillDifferences(values, { base: base!, moved, divisor, first });
  return { count, values };
}

/** The losses of so many members are turned into rows at once: as much as stays in the fastest memory. */
const MEMBERS_AT_ONCE = 64;

interface Losses {
  readonly base: Float64Array;
  readonly moved: readonly Float64Array[];
  readonly divisor: number;
  readonly first: number;
}

function fillDifferences(values: Float64Array, { base, moved, divisor, first }: Losses): void {
  const width = moved.length;
  moved.forEach((losses, k) => {
    const end = Math.min(first + MEMBERS_AT_ONCE, losses.length, base.length);
    for (let member = first; member < end; member++) values[member * width + k] = (losses[member]! - base[member]!) / divisor;
  });
}

/**
 * Every member's gradient at x, one evaluation: for objectives that tell them. The gradient of a client is the mean of its records'. Throws
 * `StepFailure` for an objective that tells none. O(d members).
 */
export function* gradientVectors(x: Float64Array, unit: 'record' | 'client'): Evaluating<MemberVectors> {
  const [outcome] = yield [x];
  if (outcome?.kind !== 'value') return { count: 0, values: new Float64Array(0) };
  const { gradients } = outcome;
  if (gradients === undefined)
    throw new StepFailure(
      'the objective tells no gradients of its records, which diff2-gd and dp-gd are about; let it answer { records, gradients }, or take zo-diff2, which needs no gradients',
    );
  const count = Math.floor(gradients.length / x.length);
  if (unit === 'record') return { count, values: gradients };
  const mean = new Float64Array(x.length);
  gradients.forEach((slope, i) => (mean[i % x.length] = mean[i % x.length]! + slope / count));
  return { count: 1, values: mean };
}

function sumOf(a: Float64Array, b: Float64Array): Float64Array {
  const sum = new Float64Array(a.length);
  for (let j = 0; j < sum.length; j++) sum[j] = a[j]! + b[j]!;
  return sum;
}

function lossesOf(outcome: Outcome, unit: 'record' | 'client'): Float64Array {
  if (outcome.kind !== 'value') return new Float64Array(0);
  if (unit === 'client') return Float64Array.of(outcome.value);
  if (outcome.records !== undefined) return outcome.records;
  throw new StepFailure(
    'the objective tells no losses of its records, so none can be protected by itself; let it answer { records: […] }, whose mean is its value, or take privacy.unit: client',
  );
}
