import { Dtype } from '@fedzoo/proto';
import type { RunPlan, WireDtype } from '../../federation/messages.js';
import { BLOCK_ELEMENTS } from '../../numeric/block-codes.js';
import { bytesPerElement } from '../../numeric/dtype.js';

/** The dtypes that a run's plan can name. */
export const PLAN_DTYPE_NUMBERS = {
  f64: Dtype.DTYPE_F64,
  f32: Dtype.DTYPE_F32,
  f16: Dtype.DTYPE_F16,
  bf16: Dtype.DTYPE_BF16,
  q8: Dtype.DTYPE_Q8,
} as const satisfies Record<RunPlan['dtype'], number>;

export const DTYPE_NUMBERS = {
  ...PLAN_DTYPE_NUMBERS,
  u8: Dtype.DTYPE_U8,
  sign: Dtype.DTYPE_SIGN,
} as const satisfies Record<WireDtype, number>;

/** Bytes of `Tensor.data` for so many elements. */
export function dataBytes(dtype: WireDtype, elements: number): number {
  if (dtype === 'sign') return Math.ceil(elements / 8);
  return elements * (dtype === 'u8' ? 1 : bytesPerElement[dtype]);
}

/** Bytes of `Tensor.scale` for so many elements. */
export function scaleBytes(dtype: WireDtype, elements: number): number {
  if (dtype === 'sign') return elements === 0 ? 0 : SCALE_BYTES;
  return dtype === 'q8' ? SCALE_BYTES * Math.ceil(elements / BLOCK_ELEMENTS) : 0;
}

/** A binary32. */
export const SCALE_BYTES = 4;
