// Writes v1/*.bin and v2/*.bin from the *.json beside them (an Envelope in the JSON form of protobuf). Run it only to add a message: the bytes that are there
// pin the wire and never change. It encodes by reflection from the schemas, not by the codec that the tests hold against the bytes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import protojson from 'protobufjs/ext/protojson.js';

const folders = [new URL('v1/', import.meta.url), new URL('v2/', import.meta.url)];
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => fileURLToPath(new URL(`../${target}`, import.meta.url));
const envelope = root.loadSync('fedzoo/v1/envelope.proto').lookupType('fedzoo.v1.Envelope');

for (const folder of folders) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const json = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    writeFileSync(new URL(name.replace('.json', '.bin'), folder), envelope.encode(protojson.fromJson(envelope, json)).finish());
  }
}
