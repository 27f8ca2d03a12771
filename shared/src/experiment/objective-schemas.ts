import { z } from 'zod';
import { splitCommand } from './command-words.js';
import { atLeastOne, coordinates, file, nonNegativeNumber, positiveNumber, seed, share, text, trueOrFalse, wholeNumber } from './fields.js';
import { SEARCH_BOX_NAMES, SYNTHETIC_FUNCTION_NAMES } from './objective-names.js';
import { METRICS, type ObjectiveReference, type ObjectiveSpec } from './objective-spec.js';
import { expected } from './validation.js';

const terms = { budget: wholeNumber(0).exactOptional(), weight: positiveNumber.exactOptional() };
const space = { dimension: wholeNumber(1), lower: coordinates, upper: coordinates, start: coordinates };
const optionalSpace = {
  dimension: space.dimension.exactOptional(),
  lower: coordinates.exactOptional(),
  upper: coordinates.exactOptional(),
  start: coordinates.exactOptional(),
};
const flaws = { noise: nonNegativeNumber.default(0), failureRate: share.default(0) };
const timeoutSeconds = positiveNumber.default(600);

const command = z.unknown().transform((input, context): string[] => {
  const words = typeof input === 'string' ? splitCommand(input) : input;
  if (Array.isArray(words) && words.length > 0 && words[0] !== '' && words.every((word) => typeof word === 'string')) return words;
  context.addIssue({
    code: 'custom',
    message: expected('the program and its arguments: a list of texts, or one text split at white space', input),
  });
  return z.NEVER;
});

export const OBJECTIVE_SCHEMAS = {
  instance: z.strictObject({
    kind: z.literal('instance'),
    file,
    ...optionalSpace,
    ...flaws,
    client: wholeNumber(0).exactOptional(),
    ...terms,
  }),
  synthetic: z.strictObject({
    kind: z.literal('synthetic'),
    function: z.enum(SYNTHETIC_FUNCTION_NAMES),
    ...optionalSpace,
    dimension: space.dimension,
    heterogeneity: nonNegativeNumber.default(0),
    ...flaws,
    box: z.enum(SEARCH_BOX_NAMES).exactOptional(),
    condition: atLeastOne.exactOptional(),
    seed: seed.exactOptional(),
    clients: wholeNumber(1).exactOptional(),
    client: wholeNumber(0).exactOptional(),
    ...terms,
  }),
  logistic: z.strictObject({
    kind: z.literal('logistic'),
    dimension: space.dimension,
    records: wholeNumber(1),
    regulariser: nonNegativeNumber.default(1e-3),
    labelNoise: share.default(0.1),
    condition: atLeastOne.default(10),
    heterogeneity: nonNegativeNumber.default(0),
    gradients: trueOrFalse.default(false),
    lower: coordinates.default(-8),
    upper: coordinates.default(8),
    start: coordinates.default(0),
    seed: seed.exactOptional(),
    clients: wholeNumber(1).exactOptional(),
    client: wholeNumber(0).exactOptional(),
    ...terms,
  }),
  module: z.strictObject({
    kind: z.literal('module'),
    file,
    export: text.default('default'),
    options: z.record(z.string(), z.unknown()).default({}),
    ...space,
    ...terms,
    timeoutSeconds,
  }),
  process: z.strictObject({ kind: z.literal('process'), command, directory: text.exactOptional(), ...space, ...terms, timeoutSeconds }),
  tensorflow: z.strictObject({
    kind: z.literal('tensorflow'),
    model: file,
    data: file,
    metric: z.enum(METRICS).default('macro-f1'),
    relative: trueOrFalse.default(false),
    ...space,
    ...terms,
    timeoutSeconds,
  }),
} satisfies { [Kind in ObjectiveSpec['kind']]: z.ZodType<Extract<ObjectiveSpec, { kind: Kind }>> };

/** Unlike the others an entry of these kinds may be told in a file of its own. */
export const referenceSchema = z.strictObject({
  kind: z.enum(['module', 'process', 'tensorflow']),
  file,
  ...terms,
}) satisfies z.ZodType<ObjectiveReference>;

export const OBJECTIVE_KINDS = Object.keys(OBJECTIVE_SCHEMAS) as readonly ObjectiveSpec['kind'][];
