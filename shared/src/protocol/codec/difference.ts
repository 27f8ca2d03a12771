import type * as proto from '@fedzoo/proto';
import type { Difference, Task } from '../../federation/messages.js';
import { checkCount, checkDistinct, checkUint32 } from '../field-checks.js';
import { WIRE_LIMITS } from '../limits.js';
import { ProtocolError } from '../protocol-error.js';
import { checkTensorName } from './tensors.js';

const FIELD = 'task.difference';

/** The rules of a task's difference that need no knowledge of what its client keeps. */
export function checkDifference({ base, vectors }: Difference, { iterate, tensors }: Pick<Task, 'iterate' | 'tensors'>): void {
  checkUint32(base, `${FIELD}.base`);
  checkCount(vectors.length, `${FIELD}.vectors`, WIRE_LIMITS.maxTensors + 1);
  checkDistinct(
    vectors.map(({ name }) => name),
    `${FIELD}.vectors`,
  );
  for (const { name, from } of vectors) {
    checkUint32(from, `${FIELD}.vectors.from`);
    if (name !== '') checkTensorName(name, `${FIELD}.vectors`);
    if (name === '' ? iterate.values.length > 0 : Object.hasOwn(tensors, name)) {
      const what = name === '' ? 'the iterate' : `the tensor ${name}`;
      throw new ProtocolError('inconsistent', `${FIELD}.vectors`, `tell ${what}, which is there whole; send one or the other`);
    }
  }
}

export function differenceToProto({ base, vectors }: Difference): proto.Difference {
  return { base, vectors: vectors.map(({ name, from, bytes }) => ({ name, from, data: bytes })) };
}

/** The bytes are copied, since a frame does not outlive its message. */
export function differenceFromProto({ base, vectors }: proto.Difference): Difference {
  return { base, vectors: vectors.map(({ name, from, data }) => ({ name, from, bytes: Uint8Array.from(data) })) };
}
