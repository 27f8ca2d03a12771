import type { Task } from '../../messages.js';
import { tensorValues } from '../../tensor.js';
import type { Workspace } from '../../workspace.js';
import { designPoints } from './shared-design.js';

/** The phases of a round; folded, one trip asks for both the trial point and the design around it. */
export const PHASES = { folded: ['trial-and-design'], unfolded: ['design', 'trial'] } as const;

/** What a phase asks clients to evaluate. */
export interface Asked {
  readonly trial: boolean;
  readonly design: boolean;
}

export function askedIn(phase: number, folded: boolean): Asked {
  if (folded) return { trial: true, design: true };
  return { trial: phase === 1, design: phase === 0 };
}

/** Number of values that a phase asks for. */
export function askedCount({ trial, design }: Asked, directions: number): number {
  return (trial ? 1 : 0) + (design ? directions : 0);
}

/**
 * The points a task asks for, the trial point first. Its tensors: `trial`, shape [d], where the trial point is asked for; `design`,
 * shape [3], ρ, the number of the first direction and the number of parts that the design is shared out in, where the design is, which
 * lies around the trial point, or else around `centre`.
 */
export function askedPoints(
  tensors: Task['tensors'],
  asked: Asked,
  given: { readonly directions: number; readonly seed: number; readonly workspace: Workspace },
): readonly Float64Array[] {
  const trial = asked.trial ? tensorValues(tensors, 'trial') : undefined;
  if (!asked.design) return trial === undefined ? [] : [trial];
  const [radius = 0, first = 0] = tensorValues(tensors, 'design');
  const centre = trial ?? tensorValues(tensors, 'centre');
  const design = designPoints({ centre, radius, first, count: given.directions }, given.seed, given.workspace);
  return trial === undefined ? design : [trial, ...design];
}

/** Which of those points a client evaluates: the trial point, and of a design that is shared out in n parts every n-th point. */
export function ownPoints(
  tensors: Task['tensors'],
  asked: Asked,
  { directions, client }: { readonly directions: number; readonly client: number },
): readonly number[] {
  const parts = asked.design ? (tensorValues(tensors, 'design')[2] ?? 1) : 1;
  const trials = asked.trial ? 1 : 0;
  const all = Array.from({ length: askedCount(asked, directions) }, (_, k) => k);
  return all.filter((k) => k < trials || (k - trials - client) % parts === 0);
}
