import type { WireDtype } from '../../federation/messages.js';
import { ProtocolError } from '../protocol-error.js';

/** The error of a sender that did not round: element `index` of a tensor is no value of its dtype. */
export function inexact(field: string, dtype: WireDtype, { index, value }: { index: number; value: number }): ProtocolError {
  return new ProtocolError(
    'not-representable',
    `${field}[${index}]`,
    `is ${value}, which ${dtype} does not hold exactly; round the tensor to its dtype first`,
  );
}
