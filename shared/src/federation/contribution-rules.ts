import type { Contribution } from './messages.js';
import { InvalidArgumentError } from '../errors.js';
import { sumOf } from './releases/pending-release.js';
import type { PrivacyPlan } from './releases/privacy-plan.js';
import { SUM, type ReleaseTerms } from './releases/release-terms.js';
import type { RunState } from './run-state.js';

/** Why a contribution does not count. `late`: its phase is over; what it spent is still counted. */
export interface Rejection {
  readonly kind: 'late' | 'wrong-run' | 'wrong-phase' | 'not-in-cohort' | 'invalid';
  readonly field: string;
  readonly text: string;
}

interface Circumstances {
  readonly state: RunState;
  readonly inCohort: boolean;
  /** Clients whose contribution to the open phase is there. */
  readonly present: ReadonlySet<string>;
  readonly expected: Readonly<Record<string, readonly number[]>>;
  /** The most elements that an update may list, if it may be sparse. */
  readonly topK: number | undefined;
  readonly privacy: PrivacyPlan | undefined;
  /** Of a private run: what the phase releases. */
  readonly terms: ReleaseTerms | undefined;
}

/**
 * Whether a contribution counts in the open phase. The first rule that it breaks is named, with the field and its value. What a
 * contribution carries is judged only once it belongs to the phase.
 */
export function judge(
  contribution: Contribution,
  { state, inCohort, present, expected, topK, privacy, terms }: Circumstances,
): { kind: 'accepted' | 'duplicate' } | Rejection {
  const { run, round, phase, client } = contribution;
  if (run !== state.run) return { kind: 'wrong-run', field: 'run', text: `is ${run}, the run is ${state.run}` };
  const opened = state.status === 'collecting';
  const past = round < state.round || (round === state.round && (phase < state.phase || state.status === 'finished'));
  if (past)
    return {
      kind: 'late',
      field: 'phase',
      text: `round ${round}, phase ${phase} is closed; the run is in round ${state.round}, phase ${state.phase}`,
    };
  if (!opened || round !== state.round || phase !== state.phase) {
    return {
      kind: 'wrong-phase',
      field: 'phase',
      text: `round ${round}, phase ${phase} is not open; the run is in round ${state.round}, phase ${state.phase}`,
    };
  }
  if (!inCohort) return { kind: 'not-in-cohort', field: 'client', text: `${client} was not asked in round ${round}` };
  if (present.has(client)) return { kind: 'duplicate' };
  const flaw =
    judgeContent(contribution, { expected, topK }) ??
    (privacy === undefined || terms === undefined ? undefined : judgeDisclosure(contribution, privacy, terms));
  return flaw ?? { kind: 'accepted' };
}

function judgeContent(contribution: Contribution, { expected, topK }: Pick<Circumstances, 'expected' | 'topK'>): Rejection | undefined {
  const { queries, outcomes, tensors, failure, iterateValue } = contribution;
  const counted = outcomes.value + outcomes.infeasible + outcomes.failed + outcomes.timedOut;
  if (!Number.isSafeInteger(queries) || queries < 0 || counted !== queries) {
    return { kind: 'invalid', field: 'queries', text: `is ${queries} where the outcomes sum to ${counted}` };
  }
  if (iterateValue !== undefined && !Number.isFinite(iterateValue)) {
    return { kind: 'invalid', field: 'iterate_value', text: `is ${iterateValue}; it must be finite or left out` };
  }
  if (failure !== undefined) return undefined;
  const unknown = Object.keys(tensors).find((name) => !Object.hasOwn(expected, name));
  if (unknown !== undefined)
    return { kind: 'invalid', field: `tensors.${unknown}`, text: `is not part of this phase; it has ${Object.keys(expected).join(', ')}` };
  for (const [name, shape] of Object.entries(expected)) {
    const tensor = tensors[name];
    if (tensor === undefined) return { kind: 'invalid', field: `tensors.${name}`, text: 'is missing' };
    if (tensor.shape.join() !== shape.join()) {
      return { kind: 'invalid', field: `tensors.${name}.shape`, text: `is [${tensor.shape.join()}], this phase needs [${shape.join()}]` };
    }
    const { indices } = tensor;
    const most = name === 'update' ? (topK ?? 0) : 0;
    if (indices !== undefined && indices.length > most) {
      const text = `lists ${indices.length} elements, ${most === 0 ? 'this run has it whole' : `this run takes at most ${most}`}`;
      return { kind: 'invalid', field: `tensors.${name}.places`, text };
    }
    const flaw = firstNotFinite(tensor.values);
    if (flaw >= 0) return { kind: 'invalid', field: `tensors.${name}[${flaw}]`, text: `is ${tensor.values[flaw]}; elements are finite` };
  }
  return undefined;
}

/** What a private run does not take: a value of the objective, how evaluations ended, or a sum that is none. */
function judgeDisclosure(contribution: Contribution, privacy: PrivacyPlan, terms: ReleaseTerms): Rejection | undefined {
  const { iterateValue, outcomes, queries, tensors, failure } = contribution;
  if (iterateValue !== undefined)
    return {
      kind: 'invalid',
      field: 'iterate_value',
      text: 'is a value of the objective, which nobody is told in a private run; leave it out',
    };
  if (outcomes.value !== queries)
    return {
      kind: 'invalid',
      field: 'outcomes',
      text: 'tell how evaluations ended, which nobody is told in a private run; count them all as values',
    };
  const sum = tensors[SUM];
  if (failure !== undefined || sum === undefined || privacy.trust === 'local') return undefined;
  const flaw = sum.values.findIndex((count) => !Number.isSafeInteger(count));
  if (flaw >= 0)
    return {
      kind: 'invalid',
      field: `tensors.${SUM}[${flaw}]`,
      text: `is ${sum.values[flaw]}; a clipped sum is whole numbers of grid units`,
    };
  try {
    sumOf(contribution, terms, privacy);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const advice = privacy.unit === 'record' ? '; privacy.members is to be the number of all records, over all clients' : '';
    return { kind: 'invalid', field: `tensors.${SUM}`, text: `${error.message.slice(error.field.length + 2)}${advice}` };
  }
}

/** The index of the first element that is not finite, or −1. A loop: it sees every element of every contribution. */
function firstNotFinite(values: Float64Array): number {
  for (let j = 0; j < values.length; j++) if (!Number.isFinite(values[j]!)) return j;
  return -1;
}
