import { packColumns, packRows } from './panels';

/** Block sizes: a panel of A and one of B (8 KB each) share the first-level cache, a block of A the second. */
const DEPTH: i32 = 320;
const ROWS: i32 = 128;
const COLUMNS: i32 = 128;

/** Bytes of scratch that the block product takes: a block of A, a block of B, one tile. */
export function productScratchBytes(): i32 {
  return 8 * DEPTH * (ROWS + COLUMNS) + 128;
}

/** 4×4 tile of C ← (first ? 0 : C) + Σ_p a[p]·b[p], p ascending. */
function productTile(a: usize, b: usize, depth: i32, c: usize, rowBytes: usize, first: bool): void {
  const r1 = c + rowBytes;
  const r2 = r1 + rowBytes;
  const r3 = r2 + rowBytes;
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  if (!first) {
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c10 = v128.load(r1);
    c11 = v128.load(r1, 16);
    c20 = v128.load(r2);
    c21 = v128.load(r2, 16);
    c30 = v128.load(r3);
    c31 = v128.load(r3, 16);
  }
  for (const end = b + ((<usize>depth) << 5); b < end;) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
    a += 32;
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(r1, c10);
  v128.store(r1, c11, 16);
  v128.store(r2, c20);
  v128.store(r2, c21, 16);
  v128.store(r3, c30);
  v128.store(r3, c31, 16);
}

function addSquare(sum: v128, x: v128, y: v128): v128 {
  const difference = f64x2.sub(x, y);
  return f64x2.add(sum, f64x2.mul(difference, difference));
}

/** 4×4 tile of C ← (first ? 0 : C) + Σ_p (a[p] − b[p])², p ascending. */
function distanceTile(a: usize, b: usize, depth: i32, c: usize, rowBytes: usize, first: bool): void {
  const r1 = c + rowBytes;
  const r2 = r1 + rowBytes;
  const r3 = r2 + rowBytes;
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  if (!first) {
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c10 = v128.load(r1);
    c11 = v128.load(r1, 16);
    c20 = v128.load(r2);
    c21 = v128.load(r2, 16);
    c30 = v128.load(r3);
    c31 = v128.load(r3, 16);
  }
  for (const end = b + ((<usize>depth) << 5); b < end;) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a);
    c00 = addSquare(c00, x, b0);
    c01 = addSquare(c01, x, b1);
    x = v128.load_splat<f64>(a, 8);
    c10 = addSquare(c10, x, b0);
    c11 = addSquare(c11, x, b1);
    x = v128.load_splat<f64>(a, 16);
    c20 = addSquare(c20, x, b0);
    c21 = addSquare(c21, x, b1);
    x = v128.load_splat<f64>(a, 24);
    c30 = addSquare(c30, x, b0);
    c31 = addSquare(c31, x, b1);
    a += 32;
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(r1, c10);
  v128.store(r1, c11, 16);
  v128.store(r2, c20);
  v128.store(r2, c21, 16);
  v128.store(r3, c30);
  v128.store(r3, c31, 16);
}

/** A tile, or the part of it that lies inside C: then by way of a tile in scratch. */
function placeTile(
  distances: bool,
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  rowBytes: usize,
  rows: i32,
  columns: i32,
  first: bool,
  spare: usize,
): void {
  if (rows >= 4 && columns >= 4) {
    if (distances) distanceTile(a, b, depth, c, rowBytes, first);
    else productTile(a, b, depth, c, rowBytes, first);
    return;
  }
  rows = min(rows, 4);
  columns = min(columns, 4);
  if (!first) {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) store<f64>(spare + 32 * i + 8 * j, load<f64>(c + rowBytes * i + 8 * j));
  }
  if (distances) distanceTile(a, b, depth, spare, 32, first);
  else productTile(a, b, depth, spare, 32, first);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) store<f64>(c + rowBytes * i + 8 * j, load<f64>(spare + 32 * i + 8 * j));
}

/**
 * C = A·B (B k×n), A·Bᵀ (`transposed`, B n×k) or squared distances of the rows of A and B (`distances`), blocked as in Goto and
 * van de Geijn (2008). With `lowerOnly`, tiles above the diagonal are left out; with `add`, sums go on from what C holds.
 */
export function blockProduct(
  c: usize,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  transposed: bool,
  distances: bool,
  lowerOnly: bool,
  add: bool,
  scratch: usize,
): void {
  const spare = scratch;
  const blockA = spare + 128;
  const blockB = blockA + 8 * DEPTH * ROWS;
  const rowBytes = (<usize>n) << 3;
  const rowBytesA = (<usize>k) << 3;
  const slices = max(1, (k + DEPTH - 1) / DEPTH);
  const slice = (k + slices - 1) / slices;
  for (let p0 = 0; p0 < k; p0 += slice) {
    const depth = min(slice, k - p0);
    const panelBytes = (<usize>depth) << 5;
    for (let j0 = 0; j0 < n; j0 += COLUMNS) {
      const columns = min(COLUMNS, n - j0);
      let panel = blockB;
      for (let j = 0; j < columns; j += 4) {
        if (transposed) packRows(panel, b + (<usize>(j0 + j) * k + p0) * 8, rowBytesA, columns - j, depth);
        else packColumns(panel, b + (<usize>p0 * n + j0 + j) * 8, rowBytes, columns - j, depth);
        panel += panelBytes;
      }
      for (let i0 = lowerOnly ? j0 - (j0 % ROWS) : 0; i0 < m; i0 += ROWS) {
        const rows = min(ROWS, m - i0);
        // A single block of A serves all blocks of B.
        if (j0 == 0 || m > ROWS) {
          panel = blockA;
          for (let i = 0; i < rows; i += 4) {
            packRows(panel, a + (<usize>(i0 + i) * k + p0) * 8, rowBytesA, rows - i, depth);
            panel += panelBytes;
          }
        }
        let panelA = blockA;
        for (let i = 0; i < rows; i += 4) {
          let panelB = blockB;
          const end = lowerOnly ? min(columns, i0 + i + 4 - j0) : columns;
          let corner = c + (<usize>(i0 + i) * n + j0) * 8;
          for (let j = 0; j < end; j += 4) {
            placeTile(distances, panelA, panelB, depth, corner, rowBytes, rows - i, columns - j, p0 == 0 && !add, spare);
            panelB += panelBytes;
            corner += 32;
          }
          panelA += panelBytes;
        }
      }
    }
  }
}

/** Copies the lower triangle of an n×n matrix to the upper one, by 8×8 blocks. */
export function mirrorLower(g: usize, n: i32): void {
  for (let i0 = 0; i0 < n; i0 += 8) {
    for (let j0 = 0; j0 <= i0; j0 += 8) {
      for (let i = i0; i < min(i0 + 8, n); i++)
        for (let j = j0; j < min(j0 + 8, i); j++) store<f64>(g + (<usize>j * n + i) * 8, load<f64>(g + (<usize>i * n + j) * 8));
    }
  }
}

/** c[0..n) = (add ? c : 0) + Σ_p a[p]·B[p], B k×n: one row times a matrix, B read once in its own order. */
export function rowTimesMatrix(c: usize, a: usize, b: usize, n: i32, k: i32, add: bool): void {
  const rowBytes = (<usize>n) << 3;
  const end = c + rowBytes;
  if (!add) memory.fill(c, 0, rowBytes);
  let p = 0;
  for (; p + 4 <= k; p += 4) {
    const a0 = v128.load_splat<f64>(a);
    const a1 = v128.load_splat<f64>(a, 8);
    const a2 = v128.load_splat<f64>(a, 16);
    const a3 = v128.load_splat<f64>(a, 24);
    let b0 = b;
    let b1 = b0 + rowBytes;
    let b2 = b1 + rowBytes;
    let b3 = b2 + rowBytes;
    let to = c;
    for (; to + 16 <= end; to += 16) {
      let sum = v128.load(to);
      sum = f64x2.add(sum, f64x2.mul(a0, v128.load(b0)));
      sum = f64x2.add(sum, f64x2.mul(a1, v128.load(b1)));
      sum = f64x2.add(sum, f64x2.mul(a2, v128.load(b2)));
      sum = f64x2.add(sum, f64x2.mul(a3, v128.load(b3)));
      v128.store(to, sum);
      b0 += 16;
      b1 += 16;
      b2 += 16;
      b3 += 16;
    }
    if (to < end) {
      let sum = load<f64>(to);
      sum += load<f64>(a) * load<f64>(b0);
      sum += load<f64>(a, 8) * load<f64>(b1);
      sum += load<f64>(a, 16) * load<f64>(b2);
      sum += load<f64>(a, 24) * load<f64>(b3);
      store<f64>(to, sum);
    }
    a += 32;
    b += rowBytes << 2;
  }
  for (; p < k; p++) {
    const factor = load<f64>(a);
    for (let to = c; to < end; to += 8) {
      store<f64>(to, load<f64>(to) + factor * load<f64>(b));
      b += 8;
    }
    a += 8;
  }
}

/** c[j·step] = Σ_p x[p]·B[j,p] (or Σ_p (x[p] − B[j,p])²), B n×k: one row against rows, eight of them at a time. */
export function rowAgainstRows(c: usize, step: usize, x: usize, b: usize, n: i32, k: i32, distances: bool): void {
  const rowBytes = (<usize>k) << 3;
  for (let j = 0; j < n; j += 8) {
    const last = <usize>min(7, n - 1 - j);
    const b0 = b + rowBytes * j;
    const b1 = b0 + rowBytes * min<usize>(1, last);
    const b2 = b0 + rowBytes * min<usize>(2, last);
    const b3 = b0 + rowBytes * min<usize>(3, last);
    const b4 = b0 + rowBytes * min<usize>(4, last);
    const b5 = b0 + rowBytes * min<usize>(5, last);
    const b6 = b0 + rowBytes * min<usize>(6, last);
    const b7 = b0 + rowBytes * last;
    let s01 = f64x2.splat(0);
    let s23 = s01;
    let s45 = s01;
    let s67 = s01;
    let at: usize = 0;
    for (; at + 16 <= rowBytes; at += 16) {
      const x0 = v128.load_splat<f64>(x + at);
      const x1 = v128.load_splat<f64>(x + at, 8);
      let v = v128.load(b0 + at);
      let w = v128.load(b1 + at);
      s01 = accumulate(s01, x0, v128.shuffle<f64>(v, w, 0, 2), distances);
      s01 = accumulate(s01, x1, v128.shuffle<f64>(v, w, 1, 3), distances);
      v = v128.load(b2 + at);
      w = v128.load(b3 + at);
      s23 = accumulate(s23, x0, v128.shuffle<f64>(v, w, 0, 2), distances);
      s23 = accumulate(s23, x1, v128.shuffle<f64>(v, w, 1, 3), distances);
      v = v128.load(b4 + at);
      w = v128.load(b5 + at);
      s45 = accumulate(s45, x0, v128.shuffle<f64>(v, w, 0, 2), distances);
      s45 = accumulate(s45, x1, v128.shuffle<f64>(v, w, 1, 3), distances);
      v = v128.load(b6 + at);
      w = v128.load(b7 + at);
      s67 = accumulate(s67, x0, v128.shuffle<f64>(v, w, 0, 2), distances);
      s67 = accumulate(s67, x1, v128.shuffle<f64>(v, w, 1, 3), distances);
    }
    if (at < rowBytes) {
      const x0 = v128.load_splat<f64>(x + at);
      s01 = accumulate(s01, x0, f64x2(load<f64>(b0 + at), load<f64>(b1 + at)), distances);
      s23 = accumulate(s23, x0, f64x2(load<f64>(b2 + at), load<f64>(b3 + at)), distances);
      s45 = accumulate(s45, x0, f64x2(load<f64>(b4 + at), load<f64>(b5 + at)), distances);
      s67 = accumulate(s67, x0, f64x2(load<f64>(b6 + at), load<f64>(b7 + at)), distances);
    }
    const to = c + step * j;
    store<f64>(to, f64x2.extract_lane(s01, 0));
    if (last >= 1) store<f64>(to + step, f64x2.extract_lane(s01, 1));
    if (last >= 2) store<f64>(to + 2 * step, f64x2.extract_lane(s23, 0));
    if (last >= 3) store<f64>(to + 3 * step, f64x2.extract_lane(s23, 1));
    if (last >= 4) store<f64>(to + 4 * step, f64x2.extract_lane(s45, 0));
    if (last >= 5) store<f64>(to + 5 * step, f64x2.extract_lane(s45, 1));
    if (last >= 6) store<f64>(to + 6 * step, f64x2.extract_lane(s67, 0));
    if (last >= 7) store<f64>(to + 7 * step, f64x2.extract_lane(s67, 1));
  }
}

function accumulate(sum: v128, x: v128, y: v128, distances: bool): v128 {
  return distances ? addSquare(sum, x, y) : f64x2.add(sum, f64x2.mul(x, y));
}
