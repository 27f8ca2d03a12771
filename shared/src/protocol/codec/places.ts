import { ProtocolError } from '../protocol-error.js';

/**
 * The places of a sparse tensor's listed elements as they travel: base-128 numbers, the first place and then the gaps between neighbours.
 * So places are increasing whatever the bytes, and each list has one encoding.
 */
export function placesToBytes(indices: Float64Array): Uint8Array {
  const bytes = new Uint8Array(placesBytes(indices));
  let at = 0;
  let next = 0;
  for (const index of indices) {
    let rest = index - next;
    while (rest >= 128) {
      bytes[at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    bytes[at++] = rest;
    next = index + 1;
  }
  return bytes;
}

/** The length of `placesToBytes`. O(listed). */
export function placesBytes(indices: Float64Array): number {
  let bytes = indices.length;
  let next = 0;
  for (const index of indices) {
    for (let rest = index - next; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
    next = index + 1;
  }
  return bytes;
}

/** The places of bytes, all below `elements`. Throws where a number is cut, longer than it need be, or leads beyond the elements. */
export function placesFromBytes(bytes: Uint8Array, elements: number, field: string): Float64Array {
  const indices = new Float64Array(countOf(bytes));
  let at = 0;
  let next = 0;
  for (let i = 0; i < indices.length; i++) {
    const first = at;
    let gap = 0;
    let unit = 1;
    for (;;) {
      const byte = bytes[at++]!;
      gap += (byte % 128) * unit;
      unit *= 128;
      if (gap >= elements || unit > elements * 128) throw outside(field, elements);
      if (byte < 128) break;
    }
    if (at - first > 1 && bytes[at - 1] === 0)
      throw new ProtocolError('inconsistent', field, `has a number that is longer than it need be at byte ${first}`);
    if (next + gap >= elements) throw outside(field, elements);
    indices[i] = next + gap;
    next = next + gap + 1;
  }
  if (at !== bytes.length) throw new ProtocolError('shape-mismatch', field, 'ends in the middle of a number');
  return indices;
}

/** How many numbers the bytes hold: each ends with a byte below 128. */
function countOf(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte < 128) count++;
  return count;
}

function outside(field: string, elements: number): ProtocolError {
  return new ProtocolError('out-of-range', field, `lead beyond the last of ${elements} elements`);
}

/** The rules of indices that are to be sent. */
export function checkIndices(indices: Float64Array, elements: number, field: string): void {
  if (indices.length === 0) throw new ProtocolError('inconsistent', `${field}.places`, 'are none; list an element, or send a dense tensor');
  let last = -1;
  for (const index of indices) {
    if (!Number.isInteger(index) || index <= last || index >= elements) {
      throw new ProtocolError(
        'out-of-range',
        `${field}.places`,
        `have ${index} after ${last}; use increasing whole numbers below ${elements}`,
      );
    }
    last = index;
  }
}
