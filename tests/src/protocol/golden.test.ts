import { decodeEnvelope as decodeProto, encodeEnvelope as encodeProto, WIRE_SCHEMA } from '@fedzoo/proto';
import type { Envelope } from '@fedzoo/proto';
import { contributionBytes, decodeEnvelope, encodeEnvelope, limitsFor, taskBytes } from '@fedzoo/shared/protocol';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import protojson from 'protobufjs/ext/protojson.js';
import { describe, expect, it } from 'vitest';

const protoFolder = new URL('../../../proto/', import.meta.url);
const folder = new URL('golden/', protoFolder);
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => fileURLToPath(new URL(target, protoFolder));
const envelopeType = root.loadSync('fedzoo/v1/envelope.proto').lookupType('fedzoo.v1.Envelope');

const names = ['v1', 'v2'].flatMap((version) =>
  readdirSync(new URL(`${version}/`, folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => `${version}/${file.replace('.json', '')}`),
);

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`${name}.bin`, folder)));
const jsonOf = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const limits = limitsFor(65_536);

describe('golden bytes', () => {
  it.each(names)('the codec writes %s.json as the bytes that are kept', (name) => {
    const envelope = protojson.fromJson(envelopeType, jsonOf(name)) as unknown as Envelope;
    expect([...encodeProto(envelope)]).toEqual([...bytesOf(name)]);
  });

  it.each(names)('the codec reads %s.bin as the JSON that is kept', (name) => {
    expect(protojson.toJson(envelopeType, decodeProto(bytesOf(name)))).toEqual(jsonOf(name));
  });

  it.each(names)('%s.bin is a valid message and is written as the same bytes again', (name) => {
    const decoded = decodeEnvelope(bytesOf(name), limits);
    if (!decoded.ok) throw new Error(decoded.error.text);
    expect([...encodeEnvelope(decoded.message)]).toEqual([...bytesOf(name)]);
  });

  it('tasks and contributions have the sizes that are accounted for', () => {
    for (const name of names) {
      const decoded = decodeEnvelope(bytesOf(name), limits);
      if (!decoded.ok) throw new Error(decoded.error.text);
      const { message } = decoded;
      if (message.kind === 'task') expect(taskBytes(message.body)).toBe(bytesOf(name).length);
      if (message.kind === 'contribution') expect(contributionBytes(message.body)).toBe(bytesOf(name).length);
    }
  });

  it('there are bytes for every message kind', () => {
    const kinds = Object.values(WIRE_SCHEMA['Envelope'] ?? {}).flatMap(({ name, oneof }) => (oneof === 'message' ? [name] : []));
    const kept = new Set(
      names.map((name) => decodeEnvelope(bytesOf(name), limits)).flatMap((decoded) => (decoded.ok ? [decoded.message.kind as string] : [])),
    );
    expect(kinds.filter((kind) => !kept.has(kind))).toEqual([]);
  });
});
