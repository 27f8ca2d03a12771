import { WIRE_SCHEMA } from '@fedzoo/proto';
import { describe, expect, it } from 'vitest';
import { scanFrame } from './frame-scan.js';
import { limitsFor } from './limits.js';
import { ProtocolError } from './protocol-error.js';

const limits = limitsFor(65_536);
const scan = (...bytes: number[]): string => scanFrame(Uint8Array.from(bytes), limits);

function codeOf(...bytes: number[]): string {
  try {
    return `accepted as ${scan(...bytes)}`;
  } catch (error) {
    return error instanceof ProtocolError ? `${error.wire.code} ${error.wire.field}`.trim() : String(error);
  }
}

const text = (value: string): number[] => value.split('').map((letter) => letter.charCodeAt(0));
const field = (number: number, ...body: number[]): number[] => [...varint((number << 3) | 2), ...varint(body.length), ...body];
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
const leave = (...body: number[]): number[] => field(10, ...body);

describe('the frame scan', () => {
  it('gives the kind of the one message that is set', () => {
    expect(scan(...leave(...field(1, ...text('c'))))).toBe('leave');
    expect(scan(8, 5, ...leave())).toBe('leave');
    expect(scan(...field(19))).toBe('disconnect');
  });

  it('steps over fields of a later version, and not over groups', () => {
    expect(scan(...leave(0x78, 0xff, 0x01, 0x79, 0, 0, 0, 0, 0, 0, 0, 0, 0x7d, 0, 0, 0, 0, 0x7a, 2, 1, 1))).toBe('leave');
    expect(codeOf(...leave(0x7b, 0x7c))).toBe('malformed-frame leave');
    expect(codeOf(...leave(0x7e))).toBe('malformed-frame leave');
    expect(codeOf(0x53, 0x54)).toBe('malformed-frame leave');
  });

  it('refuses a frame without a message, with two, or with one twice', () => {
    expect(codeOf()).toBe('unknown-kind');
    expect(codeOf(8, 1)).toBe('unknown-kind');
    expect(codeOf(...field(1000, 1, 2))).toBe('unknown-kind');
    expect(codeOf(...leave(), ...field(19))).toBe('malformed-frame disconnect');
    expect(codeOf(...leave(), ...leave())).toBe('malformed-frame leave');
    expect(codeOf(8, 1, 8, 1, ...leave())).toBe('malformed-frame ack_id');
  });

  it('refuses lengths that lead out of their message, naming the field', () => {
    expect(codeOf(0x52, 1)).toBe('malformed-frame leave');
    expect(codeOf(0x52, 0xff, 0xff, 0xff, 0xff, 0x0f)).toBe('malformed-frame leave');
    expect(codeOf(0x52, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)).toBe('malformed-frame leave');
    expect(codeOf(...leave(0x0a, 2, 0x63), 0, 0)).toBe('malformed-frame leave.client');
    expect(codeOf(...field(9, 0x21, 0, 0, 0))).toBe('malformed-frame join.weight');
    expect(codeOf(...field(2, ...field(6, ...field(3), 0x1a, 9)))).toBe('malformed-frame task.iterate.data');
  });

  it('refuses tags and numbers that run on', () => {
    expect(codeOf(0x80)).toBe('malformed-frame');
    expect(codeOf(0)).toBe('malformed-frame');
    expect(codeOf(...Array.from({ length: 11 }, () => 0x80), 1)).toBe('malformed-frame');
    expect(codeOf(...leave(0xff, 0xff, 0xff, 0xff, 0x7f, 1))).toBe('malformed-frame leave');
    expect(codeOf(8, ...Array.from({ length: 9 }, () => 0xff), 2)).toBe('malformed-frame ack_id');
  });

  it('refuses a number beyond its type, where protobuf would cut it off', () => {
    const twoToThe32 = [0x80, 0x80, 0x80, 0x80, 0x10];
    expect(codeOf(8, ...twoToThe32, ...leave())).toBe('out-of-range ack_id');
    expect(codeOf(...field(6, 0x20, 2))).toBe('out-of-range error.retriable');
    expect(codeOf(...field(12, 0x10, ...twoToThe32))).toBe('out-of-range run_state.status');
  });

  it('refuses a known field with the wire type of another', () => {
    expect(codeOf(...leave(0x08, 1))).toBe('malformed-frame leave.client');
    expect(codeOf(...field(2, 0x12, 0))).toBe('malformed-frame task.round');
  });

  it('refuses text that is not UTF-8', () => {
    const bad = [
      [0x80],
      [0xc0, 0xaf],
      [0xc3],
      [0xe0, 0x9f, 0xbf],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
    ];
    for (const bytes of bad) expect(codeOf(...leave(...field(1, ...bytes)))).toBe('invalid-text leave.client');
    const good = [
      [0xc3, 0xbc],
      [0xe2, 0x82, 0xac],
      [0xf0, 0x9f, 0x98, 0x80],
      [0xed, 0x9f, 0xbf],
      [0xf4, 0x8f, 0xbf, 0xbf],
    ];
    for (const bytes of good) expect(codeOf(...leave(...field(1, ...bytes)))).toBe('accepted as leave');
  });

  it('counts what repeats before it is built, packed or not', () => {
    const tensor = (...body: number[]): number[] => field(2, ...field(6, ...body));
    expect(codeOf(...tensor(...field(2, ...Array.from({ length: 8 }, () => 1))))).toBe('accepted as task');
    expect(codeOf(...tensor(...field(2, ...Array.from({ length: 9 }, () => 1))))).toBe('too-many task.iterate.shape');
    expect(codeOf(...tensor(...Array.from({ length: 9 }, () => [0x10, 1]).flat()))).toBe('too-many task.iterate.shape');
    expect(codeOf(...field(2, ...field(8, ...Array.from({ length: 4097 }, () => 1))))).toBe('too-many task.seeds');
    expect(codeOf(...field(2, ...Array.from({ length: 65 }, () => field(7)).flat()))).toBe('too-many task.tensors');
  });

  it('refuses a frame above the limit without looking into it', () => {
    expect(() => scanFrame(new Uint8Array(65_537), limits)).toThrow(/65537 bytes; at most 65536/);
  });

  it('knows a limit for every field that repeats, and numbers fields below 32', () => {
    for (const [message, fields] of Object.entries(WIRE_SCHEMA)) {
      for (const [number, { name, repeated, type }] of Object.entries(fields)) {
        expect(Number(number), `${message}.${name}`).toBeLessThan(32);
        // One entry of each repeated field passes wherever its message stands alone in an envelope.
        const place = Object.entries(WIRE_SCHEMA['Envelope'] ?? {}).find(([, entry]) => entry.message === message);
        if (repeated !== true || place === undefined) continue;
        const entry = type === 'uint64' ? [...varint(Number(number) << 3), 1] : field(Number(number));
        expect(codeOf(...field(Number(place[0]), ...entry)), `${message}.${name}`).toMatch(/^accepted/);
      }
    }
  });
});
