import type { Contribution } from '@fedzoo/shared/federation/client';
import { checkContribution, createSocketParser, decodeEnvelope, encodeEnvelope, limitsFor } from '@fedzoo/shared/protocol';
import type { SocketDecoder, SocketParser } from '@fedzoo/shared/protocol';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { anyMessage } from './arbitrary-messages.js';
import { GOOD_FRAMES, goodContribution, openPhase, RULE_BREAKERS } from './rule-breakers.js';
import type { Draw } from './rule-breakers.js';

const FRAMES = 10_000;
const MAX_FRAME_BYTES = 65_536;
const limits = limitsFor(MAX_FRAME_BYTES);

/** A small generator of its own (mulberry32), so that the frames are the same in every run. */
function drawing(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The coordinator's end of a connection that is past its handshake; `counted` are the messages it takes and acts on. */
function connection(parser: SocketParser): { decoder: SocketDecoder; counted: unknown[] } {
  const decoder = new parser.Decoder();
  const counted: unknown[] = [];
  decoder.add(encodeEnvelope({ kind: 'connect', body: { token: 't' } }));
  decoder.on('decoded', ({ data }) => {
    const [event, body] = data as readonly [string, unknown];
    if (event !== 'contribution' || checkContribution(body as Contribution, openPhase).ok) counted.push(body);
  });
  return { decoder, counted };
}

describe('hostile frames', () => {
  it('are made from frames that are taken as they are', () => {
    const parser = createSocketParser({ maxFrameBytes: MAX_FRAME_BYTES, direction: 'toCoordinator' });
    const { decoder, counted } = connection(parser);
    for (const good of GOOD_FRAMES) decoder.add(good(drawing(2)));
    expect(counted).toHaveLength(GOOD_FRAMES.length);
  });

  it('that each break a stated rule: none is accepted, and other connections are served', () => {
    const draw = drawing(1);
    const parser = createSocketParser({ maxFrameBytes: MAX_FRAME_BYTES, direction: 'toCoordinator' });
    const other = connection(parser);
    const rules = Object.entries(RULE_BREAKERS);
    const codes = new Map<string, number>();
    const accepted: string[] = [];
    for (let index = 0; index < FRAMES; index++) {
      const [rule, breaking] = rules[index % rules.length]!;
      const { decoder, counted } = connection(parser);
      let code = 'judgement against the phase';
      try {
        decoder.add(breaking(draw));
      } catch (error) {
        code = (error as { code: string }).code;
      }
      if (counted.length > 0) accepted.push(rule);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      other.decoder.add(goodContribution(draw));
    }
    expect(accepted).toEqual([]);
    expect(other.counted).toHaveLength(FRAMES);
    process.stdout.write(
      `${FRAMES} frames that break one of ${rules.length} rules: 0 accepted; refused by ${[...codes].map(([code, n]) => `${code} ${n}`).join(', ')}\n`,
    );
  });

  it('that are valid ones mutated at random: decoding never throws, and what is accepted is valid', () => {
    const mutations = fc.array(
      fc.record({
        kind: fc.constantFrom('flip', 'set', 'delete', 'insert', 'repeat', 'cut', 'splice'),
        at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        value: fc.nat(255),
        length: fc.integer({ min: 1, max: 12 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(anyMessage, anyMessage, mutations, (message, donor, steps) => {
        const bytes = steps.reduce<Uint8Array>(
          (frame, step) => mutated(frame, { ...step, donor: encodeEnvelope(donor) }),
          Uint8Array.from(encodeEnvelope(message)),
        );
        const decoded = decodeEnvelope(bytes, limits);
        if (!decoded.ok) {
          refused++;
          expect(decoded.error.text).not.toBe('');
          return;
        }
        accepted++;
        const again = decodeEnvelope(encodeEnvelope(decoded.message), limits);
        expect(again.ok && isDeepStrictEqual(again.message, decoded.message)).toBe(true);
      }),
      { numRuns: FRAMES, seed: 7, endOnFailure: true },
    );
    expect(accepted + refused).toBe(FRAMES);
    process.stdout.write(`${FRAMES} random mutations: ${refused} refused, ${accepted} accepted and valid, none threw\n`);
  });

  it('of random bytes: decoding never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => typeof decodeEnvelope(bytes, limits).ok === 'boolean'),
      { numRuns: FRAMES, seed: 11 },
    );
  });

  it('that claim much allocate little', () => {
    const draw = drawing(5);
    const frames = Array.from({ length: 2000 }, () => RULE_BREAKERS['shape: claims without end']!(draw));
    const before = process.memoryUsage().arrayBuffers;
    for (const frame of frames) expect(decodeEnvelope(frame, limits).ok).toBe(false);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 2 ** 20);
  });
});

interface Mutation {
  readonly kind: string;
  /** Place in the frame, as a fraction of its length. */
  readonly at: number;
  readonly value: number;
  readonly length: number;
  readonly donor: Uint8Array;
}

function mutated(frame: Uint8Array, { kind, at, value, length, donor }: Mutation): Uint8Array {
  const position = Math.floor(at * frame.length);
  const [head, tail] = [frame.subarray(0, position), frame.subarray(position)];
  const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
  switch (kind) {
    case 'flip':
      return frame.map((byte, index) => (index === position ? byte ^ (1 << (value & 7)) : byte));
    case 'set':
      return frame.map((byte, index) => (index >= position && index < position + length ? value : byte));
    case 'delete':
      return joined(head, tail.subarray(length));
    case 'insert':
      return joined(head, new Uint8Array(length).fill(value), tail);
    case 'repeat':
      return joined(head, tail.subarray(0, length), tail);
    case 'cut':
      return head;
    default:
      return joined(head, donor.subarray(Math.floor(at * donor.length)));
  }
}
