import { InvalidArgumentError } from '../errors.js';
import type { Serialisable } from './serialisable.js';

/**
 * Layout of `encodeState`: the magic number, the byte length of a JSON text, the text padded with spaces to a multiple of 8, then the
 * elements of all arrays as little-endian doubles. In the text an array stands as {"$f64": [offset, length]} in elements; −0, NaN and
 * infinities outside arrays stand as {"$number": "-0"} and so on, and a key that begins with $ is escaped by another $.
 */
const MAGIC = 0x465a5331; // "FZS1"
const HEADER_BYTES = 8;

/** Successive states as texts over one growing store of arrays: what a state shares with an earlier one is not written again. */
export interface StateLog {
  /** The text of a state, and the bytes to append to the store so that `readLogged` can read it. O(what is new). */
  append(value: Serialisable): { readonly text: string; readonly added: Uint8Array };
}

/** A log that begins with an empty store. Arrays are told apart by identity, so they must not be written to once they were in a state. */
export function createStateLog(): StateLog {
  const offsets = new WeakMap<Float64Array, number>();
  let stored = 0;
  return {
    append(value) {
      const fresh: Float64Array[] = [];
      const before = stored;
      const text = JSON.stringify(
        toJson(value, (array) => {
          const known = offsets.get(array);
          if (known !== undefined) return [known, array.length];
          const offset = stored;
          offsets.set(array, offset);
          fresh.push(array);
          stored += array.length;
          return [offset, array.length];
        }),
      );
      const added = new Float64Array(stored - before);
      let at = 0;
      for (const array of fresh) {
        added.set(array, at);
        at += array.length;
      }
      return { text, added: new Uint8Array(added.buffer) };
    },
  };
}

/** The state that a text of a `StateLog` stands for, given its store. Throws `InvalidArgumentError` if the store is too short. */
export function readLogged(text: string, store: Uint8Array): Serialisable {
  // Each array gets memory of its own: a view on one large buffer would be cloned whole with every small array. Arrays that were one
  // when they were written are one again.
  const read = new Map<number, Float64Array>();
  return fromJson(JSON.parse(text), (offset, length) => {
    const known = read.get(offset);
    if (known !== undefined && known.length === length && length > 0) return known;
    const end = (offset + length) * 8;
    if (!(end <= store.length)) throw new InvalidArgumentError('state', `is cut: an array ends at byte ${end} of ${store.length}`);
    const array = new Float64Array(length);
    new Uint8Array(array.buffer).set(store.subarray(offset * 8, end));
    read.set(offset, array);
    return array;
  });
}

/** The bytes of a state; `decodeState` gives back an equal value, bit for bit. Throws on functions, class instances and cycles. O(size). */
export function encodeState(value: Serialisable): Uint8Array {
  const { text, added } = createStateLog().append(value);
  const json = new TextEncoder().encode(text);
  const jsonBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(HEADER_BYTES + jsonBytes + added.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, jsonBytes, true);
  bytes.fill(0x20, HEADER_BYTES, HEADER_BYTES + jsonBytes);
  bytes.set(json, HEADER_BYTES);
  bytes.set(added, HEADER_BYTES + jsonBytes);
  return bytes;
}

/** The value that `encodeState` wrote. Throws `InvalidArgumentError` on anything else. O(size). */
export function decodeState(bytes: Uint8Array): Serialisable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) {
    throw new InvalidArgumentError('state', `does not begin with the magic number of a FedZoo state (${bytes.length} bytes)`);
  }
  const jsonBytes = view.getUint32(4, true);
  const dataBytes = bytes.length - HEADER_BYTES - jsonBytes;
  if (dataBytes < 0 || dataBytes % 8 !== 0) {
    throw new InvalidArgumentError('state', `is cut: ${bytes.length} bytes, of which ${jsonBytes} are said to be text`);
  }
  const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + jsonBytes));
  return readLogged(text, bytes.subarray(HEADER_BYTES + jsonBytes));
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function toJson(value: Serialisable, place: (array: Float64Array) => [number, number]): Json {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { $number: Object.is(value, -0) ? '-0' : String(value) };
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (value instanceof Float64Array) return { $f64: place(value) };
  if (Array.isArray(value)) return (value as readonly Serialisable[]).map((item) => toJson(item, place));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new InvalidArgumentError('state', `holds a ${typeof value} that is neither JSON nor a Float64Array`);
  }
  const object: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) object[key.startsWith('$') ? `$${key}` : key] = toJson(item, place);
  }
  return object;
}

function fromJson(json: Json, take: (offset: number, length: number) => Float64Array): Serialisable {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map((item) => fromJson(item, take));
  const { $f64, $number } = json;
  if (typeof $number === 'string') return Number($number);
  if (Array.isArray($f64)) return take(Number($f64[0]), Number($f64[1]));
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key.startsWith('$$') ? key.slice(1) : key, fromJson(item, take)]));
}
