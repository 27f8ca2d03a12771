import type { UploadRoom } from '../algorithms/auto/choose-method.js';
import type { AlgorithmOptions, RunPlan } from '../messages.js';
import type { CodecOptions } from './choose-encoding.js';
import { largestUpload, type MeasureContribution } from './largest-contribution.js';

interface Unchosen {
  /** The run as far as it is known before its method is. */
  readonly plan: Omit<RunPlan, 'dtype' | 'topK' | 'algorithm'>;
  readonly measure: MeasureContribution;
  readonly nameBytes: number;
}

/** What a budget of bytes says of the methods that `auto` chooses from, all of which send values; undefined without a budget. */
export function uploadRoom({ upload, dtype, delta }: CodecOptions, { plan, measure, nameBytes }: Unchosen): UploadRoom | undefined {
  if (upload === undefined) return undefined;
  const narrowest = dtype === 'auto' ? 'f32' : dtype;
  const sent = { ...plan, dtype: narrowest, ...(delta === true ? { delta } : {}) };
  return { bytes: upload, of: (algorithm: AlgorithmOptions) => largestUpload({ ...sent, algorithm }, { measure, nameBytes }) };
}
