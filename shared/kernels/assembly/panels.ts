// A panel holds four rows (or columns) of a matrix interleaved: element p of its four vectors lies at panel + 32·p. All inner
// loops read panels, in order and four lanes wide.

/** Panel of four rows: to[p] = rows[0..3][p], p < length. Rows from `rows` on are zero. */
export function packRows(to: usize, from: usize, rowBytes: usize, rows: i32, length: i32): void {
  if (rows < 4) {
    packFewRows(to, from, rowBytes, rows, length);
    return;
  }
  const r1 = rowBytes;
  const r2 = r1 + rowBytes;
  const r3 = r2 + rowBytes;
  let p = 0;
  for (; p + 2 <= length; p += 2) {
    const a = v128.load(from);
    const b = v128.load(from + r1);
    const c = v128.load(from + r2);
    const d = v128.load(from + r3);
    v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
    v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
    v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
    from += 16;
    to += 64;
  }
  if (p < length) {
    store<f64>(to, load<f64>(from));
    store<f64>(to, load<f64>(from + r1), 8);
    store<f64>(to, load<f64>(from + r2), 16);
    store<f64>(to, load<f64>(from + r3), 24);
  }
}

function packFewRows(to: usize, from: usize, rowBytes: usize, rows: i32, length: i32): void {
  for (let p = 0; p < length; p++) {
    for (let r = 0; r < 4; r++) store<f64>(to + 8 * r, r < rows ? load<f64>(from + rowBytes * r) : 0);
    from += 8;
    to += 32;
  }
}

/** Panel of four columns of a row-major matrix: to[p] = from[p][0..3], p < length. Columns from `columns` on are zero. */
export function packColumns(to: usize, from: usize, rowBytes: isize, columns: i32, length: i32): void {
  for (let p = 0; p < length; p++) {
    if (columns >= 4) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    } else {
      for (let c = 0; c < 4; c++) store<f64>(to + 8 * c, c < columns ? load<f64>(from + 8 * c) : 0);
    }
    from += rowBytes;
    to += 32;
  }
}

/** The way back from `packColumns`. */
export function unpackColumns(from: usize, to: usize, rowBytes: isize, columns: i32, length: i32): void {
  for (let p = 0; p < length; p++) {
    if (columns >= 4) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    } else {
      for (let c = 0; c < columns; c++) store<f64>(to + 8 * c, load<f64>(from + 8 * c));
    }
    from += 32;
    to += rowBytes;
  }
}

/** The way back from `packRows`, for the elements p < length + r of row r: the rows of a lower triangle. */
export function unpackLowerRows(from: usize, to: usize, rowBytes: usize, rows: i32, length: i32): void {
  for (let r = 0; r < rows; r++) {
    let source = from + 8 * r;
    let target = to + rowBytes * r;
    for (let p = 0; p < length + r; p++) {
      store<f64>(target, load<f64>(source));
      source += 32;
      target += 8;
    }
  }
}
