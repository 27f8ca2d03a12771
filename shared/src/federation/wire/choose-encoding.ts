import { InvalidArgumentError } from '../../errors.js';
import type { Dtype } from '../../numeric/dtype.js';
import { resolveAlgorithm } from '../algorithms/options.js';
import type { AlgorithmOptions, RunPlan } from '../messages.js';
import { largestUpload, methodsOf, sendsUpdates, type MeasureContribution } from './largest-contribution.js';
import { largestThat, methodWithin } from './method-size.js';

/** What an experiment says of how its tensors travel. */
export interface CodecOptions {
  /** auto: the widest that `upload` has room for. */
  readonly dtype: Dtype | 'auto';
  /** Elements of an update that travel. */
  readonly topK?: number;
  /** Bytes that a client may send in a round. */
  readonly upload?: number;
  /** Whether iterates travel as differences. */
  readonly delta?: boolean;
  /** What was chosen and why, in a line; filled in when the run begins. */
  readonly because?: string;
}

/** How a run's tensors travel, with nothing left open. */
export interface Encoding {
  readonly codec: CodecOptions & { readonly dtype: Dtype };
  readonly algorithm: AlgorithmOptions;
}

/** The run as far as it is known: `plan.algorithm` is resolved, its dtype and k are still to be chosen. */
interface Sending {
  readonly plan: Omit<RunPlan, 'dtype' | 'topK'>;
  readonly measure: MeasureContribution;
  /** The longest name of a client. */
  readonly nameBytes: number;
}

/** Wire types from the widest on. Values and their differences keep f32: below f16 it shows in what a surrogate reaches. */
const DTYPES = { update: ['f64', 'f32', 'f16', 'q8'], value: ['f64', 'f32'] } as const;

/**
 * How the tensors of a run travel so that no client sends more than `upload` bytes in a round. What comes first that fits: the widest wire
 * type; the most elements of an update, in the narrowest; the largest size of the method's own (features, directions, points), up to what
 * its options say. Without `upload` what was asked for, once it is found to make sense. A function of its arguments, so that a run that is
 * repeated gets the same; what it gives is left as it is a second time. O(elements · log).
 *
 * @throws InvalidArgumentError naming `codec.topK` where the method has no updates or fewer elements, `codec.upload` where nothing fits,
 * with the least that would.
 */
export function chooseEncoding(codec: CodecOptions, { plan, measure, nameBytes }: Sending): Encoding {
  const { algorithm, dimension } = plan;
  const { topK, upload, delta } = codec;
  const [method = algorithm] = methodsOf(algorithm);
  const bytesOf = (dtype: Dtype, given: { readonly topK?: number | undefined; readonly algorithm?: AlgorithmOptions } = {}): number => {
    const { topK: kept, ...rest } = { topK, ...given };
    return largestUpload(
      { ...plan, dtype, ...(delta === true ? { delta } : {}), ...rest, ...(kept === undefined ? {} : { topK: kept }) },
      { measure, nameBytes },
    );
  };
  const hasUpdates = sendsUpdates({ ...plan, dtype: 'f64' });
  if (topK !== undefined && !hasUpdates) {
    const chosen = algorithm.kind === 'auto' ? `, which auto chose (${String(algorithm['because'])}),` : '';
    const take = algorithm.kind === 'auto' ? 'name one of' : 'take';
    throw new InvalidArgumentError(
      'codec.topK',
      `is ${topK}, but clients of ${method.kind}${chosen} send no updates: ${REASONS[method.kind] ?? 'all of what they send is needed'}; leave it out, or ${take} fedzo, fedprox, scaffold1, scaffold2 or fzoos${algorithm.kind === 'auto' ? ' in algorithm.kind' : ''}`,
    );
  }
  if (topK !== undefined && topK > dimension) {
    throw new InvalidArgumentError('codec.topK', `is ${topK} where an update has ${dimension} elements; leave it out, or lower it`);
  }
  if (upload === undefined) return { codec: { ...codec, dtype: codec.dtype === 'auto' ? 'f64' : codec.dtype }, algorithm };

  const dtypes: readonly Dtype[] = codec.dtype === 'auto' ? DTYPES[hasUpdates ? 'update' : 'value'] : [codec.dtype];
  const chosen = (dtype: Dtype, what: string, more: { readonly topK?: number; readonly algorithm?: AlgorithmOptions } = {}): Encoding => {
    const { algorithm: changed = algorithm, ...kept } = more;
    const bytes = bytesOf(dtype, more);
    const because = codec.because ?? `${what}: at most ${bytes} of ${upload} bytes up a client and round`;
    return { codec: { ...codec, dtype, ...kept, because }, algorithm: changed };
  };

  let wider: Dtype | undefined;
  for (const dtype of dtypes) {
    if (bytesOf(dtype) <= upload) return chosen(dtype, `${dtype}${wider === undefined ? '' : `, as ${wider} takes ${bytesOf(wider)}`}`);
    wider = dtype;
  }
  const narrowest = dtypes.at(-1)!;
  const whole = bytesOf(narrowest);
  if (hasUpdates && topK === undefined) {
    const kept = largestThat(1, dimension, (k) => bytesOf(narrowest, { topK: k }) <= upload);
    if (kept !== undefined)
      return chosen(narrowest, `the ${kept} largest of ${dimension} elements of an update in ${narrowest}, as all take ${whole}`, {
        topK: kept,
      });
  }
  const parts = methodsOf(algorithm).map((part) =>
    methodWithin(part, { dimension, upload, bytesOf: (changed) => bytesOf(narrowest, { algorithm: changed }) }),
  );
  if (parts.every(({ fits }) => fits)) {
    const [first, second] = parts.map(({ method: fitting }) => fitting);
    const changed =
      algorithm.kind === 'auto' ? { ...algorithm, method: first, ...(second === undefined ? {} : { successor: second }) } : first!;
    const what = parts.flatMap(({ what: lowered }) => lowered ?? []).join(', ');
    return chosen(narrowest, `${what} in ${narrowest}, as all take ${whole}`, { algorithm: changed });
  }
  const fewest = hasUpdates && topK === undefined ? bytesOf(narrowest, { topK: 1 }) : Infinity;
  const least = Math.min(fewest, Math.max(...parts.map((part) => part.least)));
  const scalars = bytesOf('f32', { topK: undefined, algorithm: resolveAlgorithm({ kind: 'seed-scalar', directions: 1 }) });
  const wayOut = scalars <= upload ? `, or take seed-scalar, which does with ${scalars} whatever d is` : '';
  throw new InvalidArgumentError(
    'codec.upload',
    `is ${upload} bytes, but a client of ${method.kind} sends at least ${least} in a round at d = ${dimension}; give it that much${wayOut}`,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  'gp-trust-region': 'a surrogate needs the values at all points of the shared design',
  'cma-es': 'points are ranked by the values of all',
  cbo: 'points are weighed by the values of all',
  'bayesian-optimisation': 'a surrogate needs the values at all points',
  'seed-scalar': 'scalars along public directions are what it sends instead',
  fedlion: 'a vote is one bit a coordinate already',
};
