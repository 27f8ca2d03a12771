import { InvalidArgumentError } from '../../../errors.js';
import type { NamedTensors, RunPlan } from '../../messages.js';
import { tensorValues } from '../../tensor.js';

/** What the cohort says of one public point. */
export interface Answer {
  /** F(p) − F(x) over the clients that have it; where p is infeasible, as far above F(x) as the other answers are away from it. */
  readonly difference: number;
  /** Share of the cohort, by weight, that has it; in (0, 1]. */
  readonly share: number;
  /** Whether enough clients have it for the mean to say something about F. */
  readonly covered: boolean;
  /** Whether p may become the iterate: covered, and infeasible nowhere. */
  readonly eligible: boolean;
}

/** A point that fewer clients could evaluate says too little about F. */
const LEAST_COVERAGE = 0.75;

/** Coordinates of all points of a round: one frame of a coordinator's default limit holds them. */
const MOST_COORDINATES = 131_072;

/** The shapes of what `sharedPointsClient` sends for `count` points. */
export function expectedAnswers(count: number): Readonly<Record<string, readonly number[]>> {
  return { differences: [count], present: [count], infeasible: [count] };
}

/** What these tensors are beside vectors. */
export const ANSWER_KINDS = { present: 'bytes', infeasible: 'bytes' } as const;

/**
 * The answers in the order of the points; undefined where no client had one. A point that is infeasible for anybody is infeasible for F:
 * the mean over many clients would hide what one of them puts on top, so it is put above all others here. O(n).
 */
export function answersOf(tensors: NamedTensors): (Answer | undefined)[] {
  const differences = tensorValues(tensors, 'differences');
  const present = tensorValues(tensors, 'present');
  const infeasible = tensorValues(tensors, 'infeasible');
  const means = differences.map((difference, k) => (present[k]! > 0 ? difference / present[k]! : 0));
  const largest = means.reduce((most, mean) => Math.max(most, Math.abs(mean)), 0);
  return Array.from(means, (mean, k) => {
    const share = present[k]!;
    if (!(share > 0)) return undefined;
    const covered = share >= LEAST_COVERAGE;
    const feasible = infeasible[k] === 0;
    return { difference: feasible ? mean : largest, share, covered, eligible: covered && feasible };
  });
}

/** The number of the eligible point with the least F, if that is below F(x). O(n). */
export function bestAnswer(answers: readonly (Answer | undefined)[]): number | undefined {
  let best: number | undefined;
  let least = 0;
  answers.forEach((answer, k) => {
    if (answer === undefined || !answer.eligible || !(answer.difference < least)) return;
    best = k;
    least = answer.difference;
  });
  return best;
}

/** Numbers of points, the best first, equal ones in their order, those without an answer left out. O(n log n). */
export function ranked(answers: readonly (Answer | undefined)[]): number[] {
  return answers
    .flatMap((answer, k) => (answer === undefined ? [] : [{ k, difference: answer.difference }]))
    .sort((a, b) => a.difference - b.difference || a.k - b.k)
    .map(({ k }) => k);
}

/** Throws `InvalidArgumentError` where a round's points do not fit into a message. */
export function checkPointCount(field: string, count: number, { dimension }: RunPlan): void {
  if (count * dimension <= MOST_COORDINATES) return;
  throw new InvalidArgumentError(
    `algorithm.${field}`,
    `${count} points of ${dimension} coordinates are more than the ${MOST_COORDINATES} that are sent in a round; ` +
      `take at most ${Math.floor(MOST_COORDINATES / dimension)}, or a method for many dimensions such as seed-scalar`,
  );
}
