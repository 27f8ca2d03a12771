import { z } from 'zod';
import { isObjectiveList, type AdaptiveClip, type Experiment, type PrivacySection } from './experiment.js';
import { fraction, positiveNumber, shortText, wholeNumber } from './fields.js';
import { isRecord } from './objective-entry.js';
import type { Problem } from './problem.js';
import { expected, validate } from './validation.js';

const openShare = z.custom<number>((input) => typeof input === 'number' && input > 0 && input < 1, {
  error: (issue) => expected('a number above 0 and below 1', issue.input),
});

const adaptiveClip: z.ZodType<AdaptiveClip> = z.strictObject({
  quantile: openShare,
  first: positiveNumber,
  rate: fraction.exactOptional(),
  countNoise: positiveNumber.exactOptional(),
});

/** A number, or how it is adapted: what is wrong is told of the one that was meant. */
const clipRadius = z.unknown().transform((input, context): number | AdaptiveClip => {
  const parsed = isRecord(input) ? validate(adaptiveClip, input) : validate(positiveNumber, input);
  if (parsed.ok) return parsed.value;
  for (const { path, message } of parsed.problems) context.addIssue({ code: 'custom', message, path: path === '' ? [] : [path] });
  return z.NEVER;
});

export const privacySchema: z.ZodType<PrivacySection> = z.strictObject({
  unit: z.enum(['record', 'client']),
  relation: z.enum(['add-remove', 'replace-one']).default('add-remove'),
  trust: z.enum(['central', 'local']).default('central'),
  epsilon: positiveNumber,
  delta: openShare,
  clip: z.strictObject({ restart: clipRadius, difference: positiveNumber.exactOptional() }),
  restart: wholeNumber(1).exactOptional(),
  noiseRatio: positiveNumber.exactOptional(),
  members: wholeNumber(1).exactOptional(),
  dataSet: shortText.exactOptional(),
  budget: positiveNumber.exactOptional(),
  samplingRate: openShare.exactOptional(),
});

/** The methods that a private run may have, beside `auto`. */
export interface PrivateMethods {
  readonly privateMethods: readonly string[];
}

type Judged = Pick<Experiment, 'objective' | 'algorithm' | 'selection' | 'stop' | 'codec' | 'observe'> & {
  readonly privacy?: PrivacySection | undefined;
  readonly clients?: number | undefined;
  /** As it was written; missing where it was not. */
  readonly finalValue?: unknown;
};

/** What an experiment asks for that would break its promise, or that only a private run has. Each would be a release that nobody accounts for. */
export function privacyProblems(experiment: Judged, { privateMethods }: PrivateMethods): Problem[] {
  const { algorithm, privacy } = experiment;
  const isPrivate = privateMethods.includes(algorithm.kind);
  if (privacy === undefined) {
    if (!isPrivate) return [];
    const message = `is ${algorithm.kind}, a private method; add a privacy section, or take another method`;
    return [{ path: 'algorithm.kind', message }];
  }
  const problems: Problem[] = [];
  const refuse = (path: string, message: string): void => void problems.push({ path, message });
  if (!isPrivate && algorithm.kind !== 'auto')
    refuse(
      'algorithm.kind',
      `is ${algorithm.kind}, whose clients send more than releases; under privacy take ${privateMethods.join(', ')} or auto`,
    );
  if (experiment.stop.value !== undefined)
    refuse('stop.value', 'would end the run by the objective itself, which is a release of its own; leave it out and give rounds');
  if (experiment.observe) refuse('observe', 'would show values of the objective, which are no releases; leave it out');
  if (experiment.finalValue === true) refuse('finalValue', 'would tell the value of the last iterate, which is no release; leave it out');
  const { topK, delta, upload } = experiment.codec;
  if (topK !== undefined)
    refuse('codec.topK', 'chooses what is sent by what is in it; leave it out: a private run sends one number a direction');
  if (delta === true) refuse('codec.delta', 'would have clients say what they keep of earlier rounds; leave it out');
  if (upload !== undefined) refuse('codec.upload', 'has nothing to choose in a private run; take fewer algorithm.directions instead');
  const weighted = weightsOf(experiment.objective);
  if (weighted !== undefined)
    refuse(weighted, 'counts some members more than others, which the sensitivity of a sum does not allow for; leave weights out');
  if (privacy.unit === 'record' && privacy.members === undefined)
    refuse('privacy.members', 'is required: the number of records over all clients, a public number by which sums are divided');
  if (privacy.unit === 'client' && privacy.members === undefined && experiment.clients === undefined)
    refuse('privacy.members', 'is required: the number of clients, a public number by which sums are divided');
  if (
    privacy.unit === 'client' &&
    privacy.members !== undefined &&
    experiment.clients !== undefined &&
    privacy.members !== experiment.clients
  )
    refuse(
      'privacy.members',
      `is ${privacy.members}, but the experiment has ${experiment.clients} clients; leave it out, or make them equal`,
    );
  if (privacy.samplingRate !== undefined && experiment.selection.kind !== 'all')
    refuse(
      'selection',
      `is ${experiment.selection.kind}, a cohort of fixed size, which privacy.samplingRate is not about; leave one of them out`,
    );
  return problems;
}

/** The path of the first weight that an objective states. */
function weightsOf(objective: Experiment['objective']): string | undefined {
  const has = (entry: unknown): boolean => isRecord(entry) && entry['weight'] !== undefined;
  if (!isObjectiveList(objective)) return has(objective) ? 'objective.weight' : undefined;
  const index = objective.findIndex(has);
  return index < 0 ? undefined : `objective[${index}].weight`;
}
