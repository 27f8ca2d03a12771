/** The bytes of a released vector: what is sealed, hashed and published. Little-endian doubles. */
export function releaseBytes(value: Readonly<Float64Array>): Uint8Array {
  const bytes = new Uint8Array(value.length * 8);
  const view = new DataView(bytes.buffer);
  value.forEach((coordinate, i) => view.setFloat64(i * 8, coordinate, true));
  return bytes;
}

/** The vector of sealed bytes. */
export function releasedFrom(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true));
}
