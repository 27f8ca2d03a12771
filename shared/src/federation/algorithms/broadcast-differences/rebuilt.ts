import { InvalidArgumentError } from '../../../errors.js';
import { withBitDifference } from '../../../numeric/bit-difference.js';
import type { FloatDtype } from '../../../numeric/dtype.js';
import type { Task, Tensor } from '../../messages.js';
import { StepFailure } from '../../step-failure.js';
import type { Workspace } from '../../workspace.js';
import { inOrder } from './vectors.js';

/** The vectors of a client's last task, in order; the version is null where the task had none. */
export type Kept = { readonly version: number | null; readonly vectors: readonly Float64Array[] };

export const NOTHING_KEPT: Kept = { version: null, vectors: [] };

interface RebuildingOptions {
  readonly dimension: number;
  /** Of points. */
  readonly dtype: FloatDtype;
  readonly workspace: Workspace;
}

/**
 * A task with all its vectors whole, and these to keep. Throws `StepFailure` where the client does not keep what the difference is from,
 * `InvalidArgumentError` where the task is flawed.
 */
export function rebuilt(
  task: Task,
  kept: Kept,
  { dimension, dtype, workspace }: RebuildingOptions,
): { readonly task: Task; readonly kept: Kept } {
  const { difference, version, ...whole } = task;
  if (difference !== undefined && difference.base !== kept.version) {
    throw new StepFailure(
      `keeps ${kept.version === null ? 'nothing' : `version ${kept.version}`}, the task goes on from ${difference.base}; send it whole`,
    );
  }
  const told = new Map(difference?.vectors.map((vector) => [vector.name, vector]));
  const known = difference === undefined ? [] : [...kept.vectors];
  const first = known.length;
  const found = new Map<string, Tensor>();
  for (const name of inOrder(new Set(['', ...Object.keys(task.tensors), ...told.keys()]))) {
    const vector = told.get(name);
    const tensor = vector === undefined ? (name === '' ? task.iterate : task.tensors[name]!) : tensorOf(vector.from, vector.bytes);
    found.set(name, tensor);
    if (tensor.dtype === dtype && tensor.shape.length === 1 && tensor.shape[0] === dimension) known.push(tensor.values);
  }
  const { '': iterate = task.iterate, ...tensors } = Object.fromEntries(found);
  if (iterate.values.length !== dimension)
    throw new InvalidArgumentError('task.iterate', `has ${iterate.values.length} coordinates in a run of ${dimension}, and no difference`);
  return { task: { ...whole, iterate, tensors }, kept: { version: version ?? null, vectors: known.slice(first) } };

  function tensorOf(from: number, bytes: Uint8Array): Tensor {
    const base = known[from];
    if (base === undefined) throw new InvalidArgumentError('task.difference', `is from vector ${from}, of which there are ${known.length}`);
    const make = (): Float64Array => withBitDifference(base, bytes, dtype);
    return { dtype, shape: [dimension], values: onceForAll(workspace, { base, bytes, make }) };
  }
}

interface Rebuilding {
  readonly base: Float64Array;
  readonly bytes: Uint8Array;
  readonly make: () => Float64Array;
}

const REMEMBERED = 8;

/** A vector rebuilt once for the clients of a pool that have the same base and were sent the same: they hold one array. */
function onceForAll(workspace: Workspace, { base, bytes, make }: Rebuilding): Float64Array {
  const memo = workspace.recall('broadcast-differences', createMemo);
  const known = memo.find((entry) => entry.base === base && entry.bytes === bytes);
  if (known !== undefined) return known.values;
  const values = make();
  memo.unshift({ base, bytes, values });
  memo.length = Math.min(memo.length, REMEMBERED);
  return values;
}

function createMemo(): { readonly base: Float64Array; readonly bytes: Uint8Array; readonly values: Float64Array }[] {
  return [];
}
