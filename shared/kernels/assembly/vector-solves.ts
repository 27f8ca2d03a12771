// Solves with one right-hand side, and changes of a factor by one row: each reads L once, so nothing is packed.

function less(sum: v128, factor: v128, x: v128): v128 {
  return f64x2.sub(sum, f64x2.mul(factor, x));
}

/** b ← L⁻¹·b, eight rows at a time, each sum subtracted in ascending p. A block at the end computes its last row several times. */
export function solveLowerVector(l: usize, n: i32, b: usize, stride: i32): void {
  const rowBytes = (<usize>stride) << 3;
  for (let i = 0; i < n; i += 8) {
    const last = <usize>min(7, n - 1 - i);
    const l0 = l + rowBytes * i;
    const l1 = l0 + rowBytes * min<usize>(1, last);
    const l2 = l0 + rowBytes * min<usize>(2, last);
    const l3 = l0 + rowBytes * min<usize>(3, last);
    const l4 = l0 + rowBytes * min<usize>(4, last);
    const l5 = l0 + rowBytes * min<usize>(5, last);
    const l6 = l0 + rowBytes * min<usize>(6, last);
    const l7 = l0 + rowBytes * last;
    const to = b + ((<usize>i) << 3);
    let s01 = f64x2(load<f64>(to), load<f64>(to + 8 * min<usize>(1, last)));
    let s23 = f64x2(load<f64>(to + 8 * min<usize>(2, last)), load<f64>(to + 8 * min<usize>(3, last)));
    let s45 = f64x2(load<f64>(to + 8 * min<usize>(4, last)), load<f64>(to + 8 * min<usize>(5, last)));
    let s67 = f64x2(load<f64>(to + 8 * min<usize>(6, last)), load<f64>(to + 8 * last));
    // i is a multiple of eight, so the sums have no odd end.
    for (let at: usize = 0; at < (<usize>i) << 3; at += 16) {
      const x0 = v128.load_splat<f64>(b + at);
      const x1 = v128.load_splat<f64>(b + at, 8);
      let v = v128.load(l0 + at);
      let w = v128.load(l1 + at);
      s01 = less(s01, v128.shuffle<f64>(v, w, 0, 2), x0);
      s01 = less(s01, v128.shuffle<f64>(v, w, 1, 3), x1);
      v = v128.load(l2 + at);
      w = v128.load(l3 + at);
      s23 = less(s23, v128.shuffle<f64>(v, w, 0, 2), x0);
      s23 = less(s23, v128.shuffle<f64>(v, w, 1, 3), x1);
      v = v128.load(l4 + at);
      w = v128.load(l5 + at);
      s45 = less(s45, v128.shuffle<f64>(v, w, 0, 2), x0);
      s45 = less(s45, v128.shuffle<f64>(v, w, 1, 3), x1);
      v = v128.load(l6 + at);
      w = v128.load(l7 + at);
      s67 = less(s67, v128.shuffle<f64>(v, w, 0, 2), x0);
      s67 = less(s67, v128.shuffle<f64>(v, w, 1, 3), x1);
    }
    store<f64>(to, f64x2.extract_lane(s01, 0));
    if (last >= 1) store<f64>(to, f64x2.extract_lane(s01, 1), 8);
    if (last >= 2) store<f64>(to, f64x2.extract_lane(s23, 0), 16);
    if (last >= 3) store<f64>(to, f64x2.extract_lane(s23, 1), 24);
    if (last >= 4) store<f64>(to, f64x2.extract_lane(s45, 0), 32);
    if (last >= 5) store<f64>(to, f64x2.extract_lane(s45, 1), 40);
    if (last >= 6) store<f64>(to, f64x2.extract_lane(s67, 0), 48);
    if (last >= 7) store<f64>(to, f64x2.extract_lane(s67, 1), 56);
    for (let row = i; row <= i + <i32>last; row++) {
      const at = l + rowBytes * row;
      let sum = load<f64>(b + ((<usize>row) << 3));
      for (let p = i; p < row; p++) sum -= load<f64>(at + ((<usize>p) << 3)) * load<f64>(b + ((<usize>p) << 3));
      store<f64>(b + ((<usize>row) << 3), sum / load<f64>(at + ((<usize>row) << 3)));
    }
  }
}

/** b ← L⁻ᵀ·b, L read row by row from below: four solved elements at a time are taken out of all above them, in descending p. */
export function solveLowerTransposedVector(l: usize, n: i32, b: usize, stride: i32): void {
  const rowBytes = (<usize>stride) << 3;
  let p = n - 1;
  for (; p >= 3; p -= 4) {
    const l0 = l + rowBytes * p;
    const l1 = l0 - rowBytes;
    const l2 = l1 - rowBytes;
    const l3 = l2 - rowBytes;
    const at = (<usize>p) << 3;
    const x0 = load<f64>(b + at) / load<f64>(l0 + at);
    const x1 = (load<f64>(b + at - 8) - load<f64>(l0 + at - 8) * x0) / load<f64>(l1 + at - 8);
    const x2 = (load<f64>(b + at - 16) - load<f64>(l0 + at - 16) * x0 - load<f64>(l1 + at - 16) * x1) / load<f64>(l2 + at - 16);
    const x3 =
      (load<f64>(b + at - 24) - load<f64>(l0 + at - 24) * x0 - load<f64>(l1 + at - 24) * x1 - load<f64>(l2 + at - 24) * x2) /
      load<f64>(l3 + at - 24);
    store<f64>(b + at, x0);
    store<f64>(b + at - 8, x1);
    store<f64>(b + at - 16, x2);
    store<f64>(b + at - 24, x3);
    const v0 = f64x2.splat(x0);
    const v1 = f64x2.splat(x1);
    const v2 = f64x2.splat(x2);
    const v3 = f64x2.splat(x3);
    const end = at - 24;
    let i: usize = 0;
    for (; i + 16 <= end; i += 16) {
      let sum = v128.load(b + i);
      sum = less(sum, v128.load(l0 + i), v0);
      sum = less(sum, v128.load(l1 + i), v1);
      sum = less(sum, v128.load(l2 + i), v2);
      sum = less(sum, v128.load(l3 + i), v3);
      v128.store(b + i, sum);
    }
    if (i < end) {
      let sum = load<f64>(b + i);
      sum -= load<f64>(l0 + i) * x0;
      sum -= load<f64>(l1 + i) * x1;
      sum -= load<f64>(l2 + i) * x2;
      sum -= load<f64>(l3 + i) * x3;
      store<f64>(b + i, sum);
    }
  }
  for (; p >= 0; p--) {
    const row = l + rowBytes * p;
    const x = load<f64>(b + ((<usize>p) << 3)) / load<f64>(row + ((<usize>p) << 3));
    store<f64>(b + ((<usize>p) << 3), x);
    for (let i: usize = 0; i < (<usize>p) << 3; i += 8) store<f64>(b + i, load<f64>(b + i) - load<f64>(row + i) * x);
  }
}

/** `row` (n + 1 elements, overwritten) becomes row n of L. Returns false, L untouched, if its pivot is not positive. */
export function choleskyAppend(l: usize, n: i32, stride: i32, row: usize): bool {
  solveLowerVector(l, n, row, stride);
  const end = row + ((<usize>n) << 3);
  let pivot = load<f64>(end);
  for (let at = row; at < end; at += 8) pivot -= load<f64>(at) * load<f64>(at);
  if (!(pivot > 0)) return false;
  store<f64>(end, sqrt(pivot));
  memory.copy(l + ((<usize>n * stride) << 3), row, (<usize>n + 1) << 3);
  return true;
}

/** Deletes row `index` by Givens rotations, four rows at a time; `rotations` has room for n pairs (cosine, sine). */
export function choleskyDelete(l: usize, n: i32, stride: i32, index: i32, rotations: usize): void {
  const rowBytes = (<usize>stride) << 3;
  const begin = (<usize>index) << 3;
  for (let i = index; i < n - 1; i += 4) {
    const last = min(3, n - 2 - i);
    for (let r = 0; r <= last; r++) {
      const to = l + rowBytes * (i + r);
      memory.copy(to, to + rowBytes, begin);
    }
    const t0 = l + rowBytes * i;
    const t1 = t0 + rowBytes * min(1, last);
    const t2 = t0 + rowBytes * min(2, last);
    const t3 = t0 + rowBytes * last;
    let x01 = f64x2(load<f64>(t0 + rowBytes + begin), load<f64>(t1 + rowBytes + begin));
    let x23 = f64x2(load<f64>(t2 + rowBytes + begin), load<f64>(t3 + rowBytes + begin));
    for (let k = index; k < i; k++) {
      const at = (<usize>k) << 3;
      const from = at + rowBytes + 8;
      const c = v128.load_splat<f64>(rotations + ((<usize>k) << 4));
      const s = v128.load_splat<f64>(rotations + ((<usize>k) << 4), 8);
      const y01 = f64x2(load<f64>(t0 + from), load<f64>(t1 + from));
      const y23 = f64x2(load<f64>(t2 + from), load<f64>(t3 + from));
      const z01 = f64x2.add(f64x2.mul(c, x01), f64x2.mul(s, y01));
      const z23 = f64x2.add(f64x2.mul(c, x23), f64x2.mul(s, y23));
      v128.store_lane<f64>(t0 + at, z01, 0);
      v128.store_lane<f64>(t1 + at, z01, 1);
      v128.store_lane<f64>(t2 + at, z23, 0);
      v128.store_lane<f64>(t3 + at, z23, 1);
      x01 = f64x2.sub(f64x2.mul(c, y01), f64x2.mul(s, x01));
      x23 = f64x2.sub(f64x2.mul(c, y23), f64x2.mul(s, x23));
    }
    for (let r = 0; r <= last; r++) {
      let x =
        r == 0
          ? f64x2.extract_lane(x01, 0)
          : r == 1
            ? f64x2.extract_lane(x01, 1)
            : r == 2
              ? f64x2.extract_lane(x23, 0)
              : f64x2.extract_lane(x23, 1);
      const to = t0 + rowBytes * r;
      const from = to + rowBytes + 8;
      for (let k = i; k < i + r; k++) {
        const at = (<usize>k) << 3;
        const c = load<f64>(rotations + ((<usize>k) << 4));
        const s = load<f64>(rotations + ((<usize>k) << 4), 8);
        const y = load<f64>(from + at);
        store<f64>(to + at, c * x + s * y);
        x = c * y - s * x;
      }
      const at = (<usize>(i + r)) << 3;
      const y = load<f64>(from + at);
      const diagonal = sqrt(x * x + y * y);
      store<f64>(rotations + 2 * at, x / diagonal);
      store<f64>(rotations + 2 * at, y / diagonal, 8);
      store<f64>(to + at, diagonal);
    }
  }
}
