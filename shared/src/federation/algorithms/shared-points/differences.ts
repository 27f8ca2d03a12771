import { sameElements } from '../../../numeric/same-elements.js';
import type { Evaluating } from '../../../objectives/evaluating.js';
import type { Outcome } from '../../../objectives/objective.js';
import { StepFailure } from '../../step-failure.js';

/** What a client knows of f at the points it was asked for. */
export interface Differences {
  /** fᵢ(p) − fᵢ(x), 0 where there is none. */
  readonly differences: Float64Array;
  /** 1 where there is a difference, else 0. */
  readonly present: Float64Array;
  /** 1 where p is infeasible here, else 0. */
  readonly infeasible: Float64Array;
}

/**
 * Evaluates the points; one that equals x costs nothing. An infeasible point counts as present and as far above what was seen around it.
 * That all are infeasible is an answer too.
 * Throws `StepFailure` where every evaluation failed.
 */
export function* differencesFrom(x: Float64Array, value: number, points: readonly Float64Array[]): Evaluating<Differences> {
  const wanted = points.filter((point) => !sameElements(point, x));
  const answers = wanted.length === 0 ? [] : yield wanted;
  let next = 0;
  const outcomes = points.map((point): Outcome | undefined => (sameElements(point, x) ? { kind: 'value', value } : answers[next++]));
  if (outcomes.every((outcome) => outcome?.kind !== 'value' && outcome?.kind !== 'infeasible')) throw new StepFailure(noValue(outcomes));
  const differences = new Float64Array(points.length);
  const present = new Float64Array(points.length);
  const infeasible = new Float64Array(points.length);
  let largest = 0;
  outcomes.forEach((outcome, k) => {
    if (outcome?.kind !== 'value') return;
    const difference = outcome.value - value;
    differences[k] = difference;
    present[k] = 1;
    largest = Math.max(largest, Math.abs(difference));
  });
  outcomes.forEach((outcome, k) => {
    if (outcome?.kind !== 'infeasible') return;
    differences[k] = BARRIER * largest;
    present[k] = 1;
    infeasible[k] = 1;
  });
  return { differences, present, infeasible };
}

/** How far above the largest difference seen an infeasible point is put. */
const BARRIER = 2;

function noValue(outcomes: readonly (Outcome | undefined)[]): string {
  const failed = outcomes.find((outcome) => outcome?.kind === 'failed');
  return `none of the points asked for has a value here${failed?.kind === 'failed' ? `: ${failed.reason}` : ''}`;
}
