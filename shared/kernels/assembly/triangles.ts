import { packColumns, packRows, unpackColumns, unpackLowerRows } from './panels';

// A packed triangle holds the blocks of four rows of L as panels, block I with elements p < 4I + 4, one behind the other. Rows
// that fill up the last block are those of the unit matrix.

function panelOf(packed: usize, block: i32): usize {
  return packed + ((<usize>block * (block + 1)) << 6);
}

/** Bytes of the packed triangle of an n×n factor. */
export function packedTriangleBytes(n: i32): i32 {
  return <i32>panelOf(0, (n + 3) >> 2);
}

function less(sum: v128, factor: v128, x: v128): v128 {
  return f64x2.sub(sum, f64x2.mul(factor, x));
}

/**
 * Solves L·X = X in place for a panel X of four right-hand sides, blocks 0..blocks−1, each sum subtracted in ascending p. The
 * same loop makes a row block of a Cholesky factor (its columns left of the diagonal) and solves with many columns.
 */
function solvePanel(packed: usize, blocks: i32, x: usize): void {
  for (let block = 0; block < blocks; block++) {
    let l = panelOf(packed, block);
    const at = x + ((<usize>block) << 7);
    let s00 = v128.load(at);
    let s01 = v128.load(at, 16);
    let s10 = v128.load(at, 32);
    let s11 = v128.load(at, 48);
    let s20 = v128.load(at, 64);
    let s21 = v128.load(at, 80);
    let s30 = v128.load(at, 96);
    let s31 = v128.load(at, 112);
    for (let from = x; from < at; from += 32) {
      const x0 = v128.load(from);
      const x1 = v128.load(from, 16);
      let factor = v128.load_splat<f64>(l);
      s00 = less(s00, factor, x0);
      s01 = less(s01, factor, x1);
      factor = v128.load_splat<f64>(l, 8);
      s10 = less(s10, factor, x0);
      s11 = less(s11, factor, x1);
      factor = v128.load_splat<f64>(l, 16);
      s20 = less(s20, factor, x0);
      s21 = less(s21, factor, x1);
      factor = v128.load_splat<f64>(l, 24);
      s30 = less(s30, factor, x0);
      s31 = less(s31, factor, x1);
      l += 32;
    }
    let factor = v128.load_splat<f64>(l);
    s00 = f64x2.div(s00, factor);
    s01 = f64x2.div(s01, factor);
    factor = v128.load_splat<f64>(l, 8);
    s10 = less(s10, factor, s00);
    s11 = less(s11, factor, s01);
    factor = v128.load_splat<f64>(l, 40);
    s10 = f64x2.div(s10, factor);
    s11 = f64x2.div(s11, factor);
    factor = v128.load_splat<f64>(l, 16);
    s20 = less(s20, factor, s00);
    s21 = less(s21, factor, s01);
    factor = v128.load_splat<f64>(l, 48);
    s20 = less(s20, factor, s10);
    s21 = less(s21, factor, s11);
    factor = v128.load_splat<f64>(l, 80);
    s20 = f64x2.div(s20, factor);
    s21 = f64x2.div(s21, factor);
    factor = v128.load_splat<f64>(l, 24);
    s30 = less(s30, factor, s00);
    s31 = less(s31, factor, s01);
    factor = v128.load_splat<f64>(l, 56);
    s30 = less(s30, factor, s10);
    s31 = less(s31, factor, s11);
    factor = v128.load_splat<f64>(l, 88);
    s30 = less(s30, factor, s20);
    s31 = less(s31, factor, s21);
    factor = v128.load_splat<f64>(l, 120);
    s30 = f64x2.div(s30, factor);
    s31 = f64x2.div(s31, factor);
    v128.store(at, s00);
    v128.store(at, s01, 16);
    v128.store(at, s10, 32);
    v128.store(at, s11, 48);
    v128.store(at, s20, 64);
    v128.store(at, s21, 80);
    v128.store(at, s30, 96);
    v128.store(at, s31, 112);
  }
}

/** The 4×4 diagonal block of a panel of rows, factorised. Returns the local index of a pivot that is not positive, or −1. */
function factorDiagonalBlock(panel: usize, block: i32, rows: i32): i32 {
  const at = panel + ((<usize>block) << 7);
  let s00 = v128.load(at);
  let s01 = v128.load(at, 16);
  let s10 = v128.load(at, 32);
  let s11 = v128.load(at, 48);
  let s21 = v128.load(at, 80);
  let s31 = v128.load(at, 112);
  for (let from = panel; from < at; from += 32) {
    const x0 = v128.load(from);
    const x1 = v128.load(from, 16);
    let factor = v128.load_splat<f64>(from);
    s00 = less(s00, factor, x0);
    s01 = less(s01, factor, x1);
    factor = v128.load_splat<f64>(from, 8);
    s10 = less(s10, factor, x0);
    s11 = less(s11, factor, x1);
    s21 = less(s21, v128.load_splat<f64>(from, 16), x1);
    s31 = less(s31, v128.load_splat<f64>(from, 24), x1);
  }
  v128.store(at, s00);
  v128.store(at, s01, 16);
  v128.store(at, s10, 32);
  v128.store(at, s11, 48);
  v128.store(at, s21, 80);
  v128.store(at, s31, 112);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column <= row; column++) {
      const to = at + 32 * column + 8 * row;
      let sum = load<f64>(to);
      for (let p = 0; p < column; p++) sum -= load<f64>(at + 32 * p + 8 * row) * load<f64>(at + 32 * p + 8 * column);
      if (column < row) store<f64>(to, sum / load<f64>(at + 32 * column + 8 * column));
      else if (sum > 0) store<f64>(to, sqrt(sum));
      else return row;
    }
  }
  return -1;
}

/** The lower triangle of A becomes its factor, four rows at a time. Returns −1 or the first pivot that is not positive. */
export function cholesky(a: usize, n: i32, stride: i32, packed: usize): i32 {
  const rowBytes = (<usize>stride) << 3;
  for (let i = 0; i < n; i += 4) {
    const block = i >> 2;
    const rows = min(4, n - i);
    const panel = panelOf(packed, block);
    const from = a + rowBytes * i;
    packRows(panel, from, rowBytes, rows, i + rows);
    solvePanel(packed, block, panel);
    const failed = factorDiagonalBlock(panel, block, rows);
    if (failed >= 0) return i + failed;
    unpackLowerRows(panel, from, rowBytes, rows, i + 1);
  }
  return -1;
}

/** B ← L⁻¹·B, by panels of four columns. Scratch: the packed triangle and one panel of n (rounded up to four) rows. */
export function solveLower(l: usize, n: i32, b: usize, columns: i32, stride: i32, packed: usize, panel: usize): void {
  const blocks = (n + 3) >> 2;
  for (let block = 0; block < blocks; block++) {
    const i = 4 * block;
    const to = panelOf(packed, block);
    const rows = min(4, n - i);
    packRows(to, l + ((<usize>i * stride) << 3), (<usize>stride) << 3, rows, i + rows);
    fillDiagonal(to, i, rows);
  }
  const rowBytes = (<isize>columns) << 3;
  clearTail(panel, n);
  for (let j = 0; j < columns; j += 4) {
    const at = b + ((<usize>j) << 3);
    packColumns(panel, at, rowBytes, columns - j, n);
    solvePanel(packed, blocks, panel);
    unpackColumns(panel, at, rowBytes, columns - j, n);
  }
}

/** B ← L⁻ᵀ·B: Lᵀ read backwards in both directions is lower triangular, so sums run in descending p. */
export function solveLowerTransposed(l: usize, n: i32, b: usize, columns: i32, stride: i32, packed: usize, panel: usize): void {
  const blocks = (n + 3) >> 2;
  for (let block = 0; block < blocks; block++) {
    const i = 4 * block;
    const rows = min(4, n - i);
    packBackwards(panelOf(packed, block), l + (<usize>(n - 1) * stride + n - 1 - i) * 8, (<usize>stride) << 3, rows, i + rows);
    fillDiagonal(panelOf(packed, block), i, rows);
  }
  const rowBytes = (<isize>columns) << 3;
  const lastRow = b + rowBytes * (n - 1);
  clearTail(panel, n);
  for (let j = 0; j < columns; j += 4) {
    const at = lastRow + ((<usize>j) << 3);
    packColumns(panel, at, -rowBytes, columns - j, n);
    solvePanel(packed, blocks, panel);
    unpackColumns(panel, at, -rowBytes, columns - j, n);
  }
}

/** Panel of the columns that end at `from`, right to left, rows upwards. */
function packBackwards(to: usize, from: usize, rowBytes: usize, rows: i32, length: i32): void {
  for (let p = 0; p < length; p++) {
    for (let r = 0; r < 4; r++) store<f64>(to + 8 * r, r < rows ? load<f64>(from - 8 * r) : 0);
    from -= rowBytes;
    to += 32;
  }
}

/** Rows of the unit matrix below the last row of L. */
function fillDiagonal(panel: usize, i: i32, rows: i32): void {
  for (let p = rows; p < 4; p++) {
    for (let r = 0; r < 4; r++) store<f64>(panel + 32 * (i + p) + 8 * r, r == p ? 1 : 0);
  }
}

function clearTail(panel: usize, n: i32): void {
  memory.fill(panel + 32 * n, 0, 32 * ((4 - (n & 3)) & 3));
}
