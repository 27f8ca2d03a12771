import type { Channel } from '@fedzoo/shared/federation';
import { decodeEnvelope, encodeEnvelope, limitsFor, maxFrameBytesFor, type MessageOf } from '@fedzoo/shared/protocol';

/** Messages passed as the frames that would go over the wire: encoded, checked, decoded. */
export const codecChannel: Channel = {
  down: (task) => throughTheWire({ kind: 'task', body: task }),
  up: (contribution) => throughTheWire({ kind: 'contribution', body: contribution }),
};

function throughTheWire<Kind extends 'task' | 'contribution'>(message: MessageOf<Kind>): MessageOf<Kind>['body'] {
  const frame = encodeEnvelope(message);
  const decoded = decodeEnvelope(frame, limitsFor(Math.max(maxFrameBytesFor(0), frame.length)));
  if (!decoded.ok) throw new Error(`the codec refused a ${message.kind} of its own: ${decoded.error.text}`);
  return decoded.message.body as MessageOf<Kind>['body'];
}
