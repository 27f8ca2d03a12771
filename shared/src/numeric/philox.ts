/**
 * The Philox4x32-10 block function of J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011: `out[at..at+3]` becomes the four 32-bit words of the given counter under the given key. All words unsigned or signed
 * alike, only their bits count.
 */
export function philoxBlock(
  out: Int32Array,
  at: number,
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): void {
  let x0 = counter[0] | 0;
  let x1 = counter[1] | 0;
  let x2 = counter[2] | 0;
  let x3 = counter[3] | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < 10; round++) {
    // The upper halves of the products 0xD2511F53·x0 and 0xCD9E8D57·x2, by 16-bit digits that never overflow 32 bits.
    const a0 = x0 & 0xffff;
    const a1 = x0 >>> 16;
    const b0 = x2 & 0xffff;
    const b1 = x2 >>> 16;
    const s = (Math.imul(a1, 0x1f53) + (Math.imul(a0, 0x1f53) >>> 16)) | 0;
    const t = (Math.imul(a0, 0xd251) + (s & 0xffff)) | 0;
    const highA = (Math.imul(a1, 0xd251) + (s >>> 16) + (t >>> 16)) | 0;
    const u = (Math.imul(b1, 0x8d57) + (Math.imul(b0, 0x8d57) >>> 16)) | 0;
    const v = (Math.imul(b0, 0xcd9e) + (u & 0xffff)) | 0;
    const highB = (Math.imul(b1, 0xcd9e) + (u >>> 16) + (v >>> 16)) | 0;
    const lowA = Math.imul(x0, 0xd2511f53);
    const lowB = Math.imul(x2, 0xcd9e8d57);
    x0 = highB ^ x1 ^ k0;
    x1 = lowB;
    x2 = highA ^ x3 ^ k1;
    x3 = lowA;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[at] = x0;
  out[at + 1] = x1;
  out[at + 2] = x2;
  out[at + 3] = x3;
}
