/** Columns of the inner dimension taken at once, so that a strip and the rows it meets stay in the cache. */
const DEPTH = 256;
const strip = new Float64Array(2 * DEPTH);

/**
 * Adds to a 4×2 tile of C the part of it that comes from one strip. `corner` is the tile's first element, `row` its first row in
 * A, both with the distance to the next; rows beyond `last` are the last one again, and a `column` of 0 means the same for columns.
 */
type Tile = (
  c: Float64Array,
  corner: number,
  rowStep: number,
  column: number,
  a: Float64Array,
  row: number,
  k: number,
  last: number,
  depth: number,
) => void;

interface Tiling {
  readonly c: Float64Array;
  /** Distance in C between neighbours in the direction of the rows operand, and of the strips. */
  readonly rowStep: number;
  readonly columnStep: number;
  readonly rows: Float64Array;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly k: number;
  /** Interleaves elements p0..p0+depth of two columns in the strip. */
  readonly pack: (left: number, right: number, p0: number, depth: number) => void;
  readonly tile: Tile;
  /** Leave out tiles that lie above the diagonal. */
  readonly lowerOnly: boolean;
}

/** Every element of C, zero at the start, sums over p ascending in one accumulator. A tile that hangs over an edge computes its last row or column twice. */
function tileUp(task: Tiling): void {
  const { c, rowStep, columnStep, rows, rowCount, columnCount, k, tile } = task;
  for (let p0 = 0; p0 < k; p0 += DEPTH) {
    const depth = Math.min(DEPTH, k - p0);
    for (let j = 0; j < columnCount; j += 2) {
      const twoColumns = j + 1 < columnCount;
      task.pack(j, twoColumns ? j + 1 : j, p0, depth);
      const column = twoColumns ? columnStep : 0;
      for (let i = task.lowerOnly ? j & ~3 : 0; i < rowCount; i += 4) {
        const corner = i * rowStep + j * columnStep;
        tile(c, corner, rowStep, column, rows, i * k + p0, k, Math.min(3, rowCount - 1 - i), depth);
      }
    }
  }
}

const productTile: Tile = (c, e0, rowStep, column, a, r0, k, last, depth) => {
  const step1 = Math.min(1, last);
  const step2 = Math.min(2, last);
  const e1 = e0 + step1 * rowStep;
  const e2 = e0 + step2 * rowStep;
  const e3 = e0 + last * rowStep;
  const r1 = r0 + step1 * k;
  const r2 = r0 + step2 * k;
  const r3 = r0 + last * k;
  let c00 = c[e0]!;
  let c01 = c[e0 + column]!;
  let c10 = c[e1]!;
  let c11 = c[e1 + column]!;
  let c20 = c[e2]!;
  let c21 = c[e2 + column]!;
  let c30 = c[e3]!;
  let c31 = c[e3 + column]!;
  for (let p = 0; p < depth; p++) {
    const b0 = strip[2 * p]!;
    const b1 = strip[2 * p + 1]!;
    const a0 = a[r0 + p]!;
    const a1 = a[r1 + p]!;
    const a2 = a[r2 + p]!;
    const a3 = a[r3 + p]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c30 += a3 * b0;
    c31 += a3 * b1;
  }
  c[e0] = c00;
  c[e0 + column] = c01;
  c[e1] = c10;
  c[e1 + column] = c11;
  c[e2] = c20;
  c[e2 + column] = c21;
  c[e3] = c30;
  c[e3 + column] = c31;
};

const distanceTile: Tile = (c, e0, rowStep, column, a, r0, k, last, depth) => {
  const step1 = Math.min(1, last);
  const step2 = Math.min(2, last);
  const e1 = e0 + step1 * rowStep;
  const e2 = e0 + step2 * rowStep;
  const e3 = e0 + last * rowStep;
  const r1 = r0 + step1 * k;
  const r2 = r0 + step2 * k;
  const r3 = r0 + last * k;
  let c00 = c[e0]!;
  let c01 = c[e0 + column]!;
  let c10 = c[e1]!;
  let c11 = c[e1 + column]!;
  let c20 = c[e2]!;
  let c21 = c[e2 + column]!;
  let c30 = c[e3]!;
  let c31 = c[e3 + column]!;
  for (let p = 0; p < depth; p++) {
    const b0 = strip[2 * p]!;
    const b1 = strip[2 * p + 1]!;
    const a0 = a[r0 + p]!;
    const a1 = a[r1 + p]!;
    const a2 = a[r2 + p]!;
    const a3 = a[r3 + p]!;
    c00 += (a0 - b0) * (a0 - b0);
    c01 += (a0 - b1) * (a0 - b1);
    c10 += (a1 - b0) * (a1 - b0);
    c11 += (a1 - b1) * (a1 - b1);
    c20 += (a2 - b0) * (a2 - b0);
    c21 += (a2 - b1) * (a2 - b1);
    c30 += (a3 - b0) * (a3 - b0);
    c31 += (a3 - b1) * (a3 - b1);
  }
  c[e0] = c00;
  c[e0 + column] = c01;
  c[e1] = c10;
  c[e1 + column] = c11;
  c[e2] = c20;
  c[e2 + column] = c21;
  c[e3] = c30;
  c[e3 + column] = c31;
};

function packRows(b: Float64Array, k: number): Tiling['pack'] {
  return (left, right, p0, depth) => {
    const l0 = left * k + p0;
    const r0 = right * k + p0;
    for (let p = 0; p < depth; p++) {
      strip[2 * p] = b[l0 + p]!;
      strip[2 * p + 1] = b[r0 + p]!;
    }
  };
}

function packColumns(b: Float64Array, n: number): Tiling['pack'] {
  return (left, right, p0, depth) => {
    for (let p = 0; p < depth; p++) {
      const row = (p0 + p) * n;
      strip[2 * p] = b[row + left]!;
      strip[2 * p + 1] = b[row + right]!;
    }
  };
}

/** Rows of A against rows of B. Both tiles give the same bits with the operands swapped, so the longer side is tiled by four. */
function rowsAgainstRows(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  sizes: { readonly m: number; readonly n: number; readonly k: number },
  tile: Tile,
): void {
  const { m, n, k } = sizes;
  c.fill(0, 0, m * n);
  if (m >= n || m > 8)
    tileUp({ c, rowStep: n, columnStep: 1, rows: a, rowCount: m, columnCount: n, k, pack: packRows(b, k), tile, lowerOnly: false });
  else tileUp({ c, rowStep: 1, columnStep: n, rows: b, rowCount: n, columnCount: m, k, pack: packRows(a, k), tile, lowerOnly: false });
}

/** Adds a few rows times B: B is read once, in its own order. */
function fewRows(c: Float64Array, a: Float64Array, b: Float64Array, shape: { m: number; n: number; k: number }): void {
  const { m, n, k } = shape;
  for (let i = 0; i < m; i++) {
    const row = c.subarray(i * n, (i + 1) * n);
    let p = 0;
    for (; p + 4 <= k; p += 4) {
      const a0 = a[i * k + p]!;
      const a1 = a[i * k + p + 1]!;
      const a2 = a[i * k + p + 2]!;
      const a3 = a[i * k + p + 3]!;
      const b0 = p * n;
      const b1 = b0 + n;
      const b2 = b1 + n;
      const b3 = b2 + n;
      for (let j = 0; j < n; j++) row[j] = row[j]! + a0 * b[b0 + j]! + a1 * b[b1 + j]! + a2 * b[b2 + j]! + a3 * b[b3 + j]!;
    }
    for (; p < k; p++) {
      const a0 = a[i * k + p]!;
      for (let j = 0; j < n; j++) row[j] = row[j]! + a0 * b[p * n + j]!;
    }
  }
}

export function multiply(c: Float64Array, a: Float64Array, b: Float64Array, shape: { m: number; n: number; k: number }): void {
  c.fill(0, 0, shape.m * shape.n);
  multiplyAdd(c, a, b, shape);
}

export function multiplyAdd(c: Float64Array, a: Float64Array, b: Float64Array, shape: { m: number; n: number; k: number }): void {
  const { m, n, k } = shape;
  if (m < 8) return fewRows(c, a, b, shape);
  tileUp({
    c,
    rowStep: n,
    columnStep: 1,
    rows: a,
    rowCount: m,
    columnCount: n,
    k,
    pack: packColumns(b, n),
    tile: productTile,
    lowerOnly: false,
  });
}

export function multiplyTransposed(c: Float64Array, a: Float64Array, b: Float64Array, shape: { m: number; n: number; k: number }): void {
  rowsAgainstRows(c, a, b, shape, productTile);
}

export function gram(g: Float64Array, a: Float64Array, n: number, k: number): void {
  g.fill(0, 0, n * n);
  tileUp({
    c: g,
    rowStep: n,
    columnStep: 1,
    rows: a,
    rowCount: n,
    columnCount: n,
    k,
    pack: packRows(a, k),
    tile: productTile,
    lowerOnly: true,
  });
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) g[i * n + j] = g[j * n + i]!;
}

export function squaredDistances(
  distances: Float64Array,
  a: Float64Array,
  b: Float64Array,
  shape: { m: number; n: number; d: number },
): void {
  rowsAgainstRows(distances, a, b, { m: shape.m, n: shape.n, k: shape.d }, distanceTile);
}
