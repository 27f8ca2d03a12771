import { figureDtype } from '../../numeric/dtype.js';
import { createServerHalf } from '../algorithms/server-halves.js';
import { scalarKernels } from '../../numeric/scalar-kernels.js';
import type { AlgorithmOptions, ClientId, Contribution, RunPlan, Tensor, WireDtype } from '../messages.js';
import type { ContributionKind } from '../server-half.js';

/** Bytes of a contribution's message. */
export type MeasureContribution = (contribution: Contribution) => number;

/** Evaluations of each outcome in a phase, at most: numbers of three bytes. */
const MOST_OF_AN_OUTCOME = 2 ** 19;

/**
 * The most bytes that one client sends in one round of a plan, over all its phases: an upper bound that a round reaches but for a few
 * bytes of small counts. A client's name is taken to have `nameBytes`. O(elements).
 */
export function largestUpload(plan: RunPlan, circumstances: { readonly measure: MeasureContribution; readonly nameBytes: number }): number {
  return Math.max(...methodsOf(plan.algorithm).map((algorithm) => uploadOf({ ...plan, algorithm }, circumstances)));
}

/** The methods of which one is at work in a round: what `auto` chose, and what may take over from it. */
export function methodsOf(algorithm: AlgorithmOptions): readonly AlgorithmOptions[] {
  if (algorithm.kind !== 'auto') return [algorithm];
  return [algorithm['method'], algorithm['successor']].filter((method): method is AlgorithmOptions => method !== undefined);
}

function uploadOf(plan: RunPlan, { measure, nameBytes }: { readonly measure: MeasureContribution; readonly nameBytes: number }): number {
  const half = createServerHalf(plan, scalarKernels);
  const outcomes = { value: MOST_OF_AN_OUTCOME, infeasible: MOST_OF_AN_OUTCOME, failed: MOST_OF_AN_OUTCOME, timedOut: MOST_OF_AN_OUTCOME };
  // Who says what it keeps names a version, and each phase may bring one.
  const keeps = half.replay !== undefined && half.replay.version === undefined ? { keeps: plan.rounds * half.phases.length } : {};
  const phases = half.phases.map((_, phase) => {
    const tensors = Object.fromEntries(
      Object.entries(half.expects(phase, plan)).map(([name, shape]) => [name, largestTensor(plan, shape, half.contributionKinds?.[name])]),
    );
    const client = 'x'.repeat(nameBytes) as ClientId;
    const contribution = { run: plan.run, round: plan.rounds, phase, client, tensors, queries: 4 * MOST_OF_AN_OUTCOME, outcomes };
    return measure({ ...contribution, ...keeps, iterateValue: 0 });
  });
  const rounds = half.rounds ?? [{ first: 0, end: phases.length }];
  return Math.max(...rounds.map(({ first, end }) => phases.slice(first, end).reduce((sum, bytes) => sum + bytes, 0)));
}

/** Whether the clients of a plan send updates, the only tensors of which a part will do. */
export function sendsUpdates(plan: RunPlan): boolean {
  return Object.values(createServerHalf(plan, scalarKernels).contributionKinds ?? {}).includes('update');
}

function largestTensor({ dtype, topK }: RunPlan, shape: readonly number[], kind: ContributionKind | undefined): Tensor {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (kind !== 'update' || topK === undefined) return { dtype: dtypeOf(kind, dtype), shape, values: new Float64Array(elements) };
  const indices = widestPlaces(topK, elements);
  return { dtype, shape, values: new Float64Array(indices.length), indices };
}

function dtypeOf(kind: ContributionKind | undefined, dtype: RunPlan['dtype']): WireDtype {
  if (kind === 'bytes') return 'u8';
  if (kind === 'signs') return 'sign';
  return kind === 'figures' ? figureDtype(dtype) : dtype;
}

/** Places so far apart that they take as many bytes as so many places can: as many gaps of 128 as there is room for, then of 128². */
function widestPlaces(count: number, elements: number): Float64Array {
  const gaps = new Float64Array(Math.min(count, elements));
  let room = elements - gaps.length;
  for (const gap of [128, 128 ** 2, 128 ** 3]) {
    for (let i = 0; i < gaps.length && room >= gap - gaps[i]!; i++) {
      room -= gap - gaps[i]!;
      gaps[i] = gap;
    }
  }
  let next = 0;
  return gaps.map((gap) => {
    const place = next + gap;
    next = place + 1;
    return place;
  });
}
