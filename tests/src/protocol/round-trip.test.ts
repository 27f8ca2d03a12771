import { decodeEnvelope, encodeEnvelope, limitsFor } from '@fedzoo/shared/protocol';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MESSAGE_KINDS, messageOfKind } from './arbitrary-messages.js';

const limits = limitsFor(65_536);

/** The same bytes elsewhere in memory: in a Node Buffer, or at an offset no double is aligned to. */
function moved(bytes: Uint8Array, offset: number): Uint8Array {
  const pool = new Uint8Array(bytes.length + offset);
  pool.set(bytes, offset);
  return offset === 0 ? Buffer.from(bytes) : pool.subarray(offset);
}

describe('every message', () => {
  it.each(MESSAGE_KINDS)('of kind %s comes back from its bytes, wherever they lie', (kind) => {
    fc.assert(
      fc.property(messageOfKind(kind), fc.nat(16), (message, offset) => {
        const bytes = encodeEnvelope(message);
        const decoded = decodeEnvelope(moved(bytes, offset), limits);
        if (!decoded.ok) throw new Error(`${decoded.error.field}: ${decoded.error.text}`);
        expect(isDeepStrictEqual(decoded.message, message)).toBe(true);
        expect(Buffer.compare(encodeEnvelope(decoded.message), bytes)).toBe(0);
      }),
      { numRuns: 200, seed: 20_261_124 },
    );
  });

  it('leaves the frame alone once it is decoded', () => {
    const [message] = fc.sample(messageOfKind('task'), { numRuns: 1, seed: 3 });
    const bytes = Uint8Array.from(encodeEnvelope(message!));
    const decoded = decodeEnvelope(bytes, limits);
    bytes.fill(0xff);
    expect(decoded).toStrictEqual({ ok: true, message });
  });
});
