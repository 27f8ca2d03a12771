/** Walsh–Hadamard transform of n ≥ 4 elements, two butterflies in one pass where two are left. */
export function hadamard(x: usize, n: i32): void {
  const end = x + ((<usize>n) << 3);
  for (let at = x; at < end; at += 32) {
    const p = v128.load(at);
    const q = v128.load(at, 16);
    const even = v128.shuffle<f64>(p, q, 0, 2);
    const odd = v128.shuffle<f64>(p, q, 1, 3);
    const sum = f64x2.add(even, odd);
    const difference = f64x2.sub(even, odd);
    const left = v128.shuffle<f64>(sum, difference, 0, 2);
    const right = v128.shuffle<f64>(sum, difference, 1, 3);
    v128.store(at, f64x2.add(left, right));
    v128.store(at, f64x2.sub(left, right), 16);
  }
  const bytes = (<usize>n) << 3;
  let span: usize = 32;
  for (; span << 2 <= bytes; span <<= 2) {
    const s2 = span << 1;
    const s3 = s2 + span;
    for (let block = x; block < end; block += span << 2) {
      for (let at = block; at < block + span; at += 16) {
        const a = v128.load(at);
        const b = v128.load(at + span);
        const c = v128.load(at + s2);
        const d = v128.load(at + s3);
        const ab = f64x2.add(a, b);
        const cd = f64x2.add(c, d);
        const da = f64x2.sub(a, b);
        const dc = f64x2.sub(c, d);
        v128.store(at, f64x2.add(ab, cd));
        v128.store(at + span, f64x2.add(da, dc));
        v128.store(at + s2, f64x2.sub(ab, cd));
        v128.store(at + s3, f64x2.sub(da, dc));
      }
    }
  }
  if (span < bytes) {
    for (let at = x; at < x + span; at += 16) {
      const a = v128.load(at);
      const b = v128.load(at + span);
      v128.store(at, f64x2.add(a, b));
      v128.store(at + span, f64x2.sub(a, b));
    }
  }
}
