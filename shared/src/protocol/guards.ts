import type { ClientId, Contribution, RunPlan } from '../federation/messages.js';
import { wireError } from './protocol-error.js';
import type { ErrorCode } from './error-codes.js';
import type { ErrorMessage } from './messages.js';

/** What a contribution is judged against: the coordinator's knowledge of the run. */
export interface ContributionContext {
  readonly plan: RunPlan;
  readonly round: number;
  readonly phase: number;
  /** The clients that were asked in this phase. */
  readonly clients: ReadonlySet<ClientId>;
  /** Name and shape of every tensor of the phase. */
  readonly tensorShapes: Readonly<Record<string, readonly number[]>>;
}

export type Judgement = { readonly ok: true } | { readonly ok: false; readonly error: ErrorMessage };

/**
 * Whether a decoded contribution belongs to the open phase of a run and carries what the phase asks for. The first rule it breaks
 * is named with field, value and way out, ready to be sent back. Duplicates are not judged here: they are no fault.
 */
export function checkContribution(contribution: Contribution, context: ContributionContext): Judgement {
  const fault = keyFault(contribution, context) ?? contentFault(contribution, context);
  if (fault === undefined) return { ok: true };
  const { run, client, round, phase } = contribution;
  return { ok: false, error: { ...wireError(fault.code, `contribution.${fault.field}`, fault.text), run, client, round, phase } };
}

interface Fault {
  readonly code: ErrorCode;
  readonly field: string;
  readonly text: string;
}

function keyFault(contribution: Contribution, { plan, round, phase, clients }: ContributionContext): Fault | undefined {
  if (contribution.run !== plan.run) {
    return { code: 'wrong-run', field: 'run', text: `is ${contribution.run}, the run is ${plan.run}; answer its tasks only` };
  }
  const past = contribution.round < round || (contribution.round === round && contribution.phase < phase);
  if (past || contribution.round !== round || contribution.phase !== phase) {
    const open = `round ${round}, phase ${phase} is open`;
    const field = contribution.round === round ? 'phase' : 'round';
    return {
      code: past ? 'late' : 'wrong-phase',
      field,
      text: `is ${contribution[field]} while ${open}; answer the task of the open phase`,
    };
  }
  if (!clients.has(contribution.client)) {
    return {
      code: 'not-in-cohort',
      field: 'client',
      text: `is ${contribution.client}, which was not asked in round ${round}; wait for a task`,
    };
  }
  return undefined;
}

function contentFault({ tensors, failure }: Contribution, { plan, tensorShapes }: ContributionContext): Fault | undefined {
  if (failure !== undefined) return undefined;
  const expected = Object.keys(tensorShapes);
  const unknown = Object.keys(tensors).find((name) => !Object.hasOwn(tensorShapes, name));
  if (unknown !== undefined) {
    return { code: 'invalid', field: `tensors.${unknown}`, text: `is not part of the phase; send ${expected.join(', ') || 'no tensors'}` };
  }
  for (const name of expected) {
    const shape = tensorShapes[name] ?? [];
    const tensor = tensors[name];
    if (tensor === undefined)
      return { code: 'invalid', field: `tensors.${name}`, text: `is missing; send it with shape [${shape.join()}]` };
    if (tensor.shape.length !== shape.length || tensor.shape.some((size, axis) => size !== shape[axis])) {
      return { code: 'shape-mismatch', field: `tensors.${name}.shape`, text: `is [${tensor.shape.join()}]; send shape [${shape.join()}]` };
    }
    if (tensor.indices !== undefined && tensor.indices.length > (name === 'update' ? (plan.topK ?? 0) : 0)) {
      const text = `lists ${tensor.indices.length} places; ${name === 'update' && plan.topK !== undefined ? `list at most ${plan.topK}` : 'send it dense'}`;
      return { code: 'invalid', field: `tensors.${name}.places`, text };
    }
    if (tensor.dtype !== plan.dtype) {
      return { code: 'invalid', field: `tensors.${name}.dtype`, text: `is ${tensor.dtype}; the run's tensors are ${plan.dtype}` };
    }
  }
  return undefined;
}
