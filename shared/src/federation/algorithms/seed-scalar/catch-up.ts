import { InvalidArgumentError } from '../../../errors.js';
import type { RunPlan, Task } from '../../messages.js';
import type { CatchUp } from '../../server-half.js';
import { StepFailure } from '../../step-failure.js';
import { figureTensor, tensorValues, vectorTensor } from '../../tensor.js';
import type { PublicModel } from './model.js';
import { recordLength, type SeedScalarOptions } from './options.js';
import type { Replicas } from './replicas.js';

export interface PublicLog {
  readonly model: PublicModel;
  /** The records of the newest updates, oldest first. */
  readonly log: readonly Float64Array[];
}

/**
 * What a client lacks that has the model of version `known`: the records since then, or, where they are no longer kept or are more
 * numbers than the model itself, the model. Both lead to the same bits.
 *
 * Tensors: `version` [1], where the records go on from, or of the model; `records` [n·(K·P + 3)]; or, with the iterate, `rate` [5], the
 * numbers of the model in the order of `RATE_FIELDS`; and where there is one `curvature` [d], in double precision.
 */
export function catchUp({ model, log }: PublicLog, known: number | undefined, plan: RunPlan): CatchUp {
  const missed = known === undefined ? Number.POSITIVE_INFINITY : model.version - known;
  const numbers = missed * (log[0]?.length ?? 0);
  if (known === undefined || missed > log.length || numbers > model.iterate.length) {
    const { curvature } = model;
    return {
      iterate: 'f64',
      tensors: {
        version: exact(model.version),
        rate: vectorTensor(Float64Array.of(...RATE_FIELDS.map((field) => model[field])), 'f64'),
        ...(curvature === null ? {} : { curvature: vectorTensor(curvature, 'f64') }),
      },
    };
  }
  if (missed === 0) return { tensors: { version: exact(known) } };
  const scalars = new Float64Array(numbers);
  log.slice(log.length - missed).forEach((round, r) => scalars.set(round, r * round.length));
  return { tensors: { version: exact(known), records: figureTensor(scalars, plan.dtype) } };
}

const RATE_FIELDS = ['meanSquare', 'rateFactor', 'predicted', 'noise', 'radiusFactor'] as const;

function exact(value: number) {
  return vectorTensor(Float64Array.of(value), 'f64');
}

/** The model that a task is about, from the one that the client has. Throws `StepFailure` where it cannot be rebuilt from that. */
export function followed(
  own: PublicModel | undefined,
  task: Task,
  { replicas, options, plan }: { readonly replicas: Replicas; readonly options: SeedScalarOptions; readonly plan: RunPlan },
): PublicModel {
  const version = tensorValues(task.tensors, 'version')[0] ?? Number.NaN;
  if (!Number.isSafeInteger(version) || version < 0) throw new InvalidArgumentError('task.version', `is ${version}; it counts from 0`);
  const iterate = task.iterate.values;
  if (iterate.length > 0) {
    const curvature = options.curvature ? tensorValues(task.tensors, 'curvature') : null;
    const [meanSquare = 0, rateFactor = 1, predicted = 0, noise = 0, radiusFactor = 1] = tensorValues(task.tensors, 'rate');
    for (const [name, values] of Object.entries({ iterate, curvature: curvature ?? iterate })) {
      if (values.length !== plan.dimension)
        throw new InvalidArgumentError(`task.${name}`, `has ${values.length} coordinates in a run of ${plan.dimension}`);
    }
    return replicas.canonical({ version, iterate, meanSquare, rateFactor, predicted, noise, radiusFactor, curvature });
  }
  const scalars = task.tensors['records']?.values ?? new Float64Array(0);
  const each = recordLength(options);
  if (scalars.length % each !== 0)
    throw new InvalidArgumentError('task.records', `has ${scalars.length} numbers; a round of this run has ${each}`);
  if (own === undefined) throw new StepFailure(`has no iterate to go on from, the task goes on from version ${version}; send it whole`);
  const skipped = (own.version - version) * each;
  if (skipped < 0 || skipped > scalars.length) {
    const to = version + scalars.length / each;
    throw new StepFailure(`has version ${own.version} of the iterate, the task leads from ${version} to ${to}; send it whole`);
  }
  return replicas.replayed(own, scalars.subarray(skipped));
}
