/**
 * L[i,j] = (A[i,j] − Σ_{p<j} L[i,p]·L[j,p]) / L[j,j], the sum subtracted in ascending p, so that a row appended later has the
 * bits it would have had from the start.
 */
export function cholesky(a: Float64Array, n: number, stride: number): number {
  for (let i = 0; i < n; i += 4) {
    const last = Math.min(3, n - 1 - i);
    for (let j = 0; j < i; j += 2) panelTile(a, stride, i, last, j);
    const failed = diagonalBlock(a, stride, i, last);
    if (failed >= 0) return failed;
  }
  return -1;
}

/** Rows i..i+3 (fewer at the end: the last is computed again), columns j and j+1, all left of the diagonal block. */
function panelTile(a: Float64Array, stride: number, i: number, last: number, j: number): void {
  const r0 = i * stride;
  const r1 = (i + Math.min(1, last)) * stride;
  const r2 = (i + Math.min(2, last)) * stride;
  const r3 = (i + last) * stride;
  const l0 = j * stride;
  const l1 = l0 + stride;
  let s00 = a[r0 + j]!;
  let s01 = a[r0 + j + 1]!;
  let s10 = a[r1 + j]!;
  let s11 = a[r1 + j + 1]!;
  let s20 = a[r2 + j]!;
  let s21 = a[r2 + j + 1]!;
  let s30 = a[r3 + j]!;
  let s31 = a[r3 + j + 1]!;
  for (let p = 0; p < j; p++) {
    const b0 = a[l0 + p]!;
    const b1 = a[l1 + p]!;
    const a0 = a[r0 + p]!;
    const a1 = a[r1 + p]!;
    const a2 = a[r2 + p]!;
    const a3 = a[r3 + p]!;
    s00 -= a0 * b0;
    s01 -= a0 * b1;
    s10 -= a1 * b0;
    s11 -= a1 * b1;
    s20 -= a2 * b0;
    s21 -= a2 * b1;
    s30 -= a3 * b0;
    s31 -= a3 * b1;
  }
  const pivot0 = a[l0 + j]!;
  const below = a[l1 + j]!;
  const pivot1 = a[l1 + j + 1]!;
  s00 /= pivot0;
  s10 /= pivot0;
  s20 /= pivot0;
  s30 /= pivot0;
  a[r0 + j] = s00;
  a[r1 + j] = s10;
  a[r2 + j] = s20;
  a[r3 + j] = s30;
  a[r0 + j + 1] = (s01 - s00 * below) / pivot1;
  a[r1 + j + 1] = (s11 - s10 * below) / pivot1;
  a[r2 + j + 1] = (s21 - s20 * below) / pivot1;
  a[r3 + j + 1] = (s31 - s30 * below) / pivot1;
}

function diagonalBlock(a: Float64Array, stride: number, i: number, last: number): number {
  const c1 = i + Math.min(1, last);
  const c2 = i + Math.min(2, last);
  const c3 = i + last;
  const r0 = i * stride;
  const r1 = c1 * stride;
  const r2 = c2 * stride;
  const r3 = c3 * stride;
  let s00 = a[r0 + i]!;
  let s10 = a[r1 + i]!;
  let s11 = a[r1 + c1]!;
  let s20 = a[r2 + i]!;
  let s21 = a[r2 + c1]!;
  let s22 = a[r2 + c2]!;
  let s30 = a[r3 + i]!;
  let s31 = a[r3 + c1]!;
  let s32 = a[r3 + c2]!;
  let s33 = a[r3 + c3]!;
  for (let p = 0; p < i; p++) {
    const a0 = a[r0 + p]!;
    const a1 = a[r1 + p]!;
    const a2 = a[r2 + p]!;
    const a3 = a[r3 + p]!;
    s00 -= a0 * a0;
    s10 -= a1 * a0;
    s11 -= a1 * a1;
    s20 -= a2 * a0;
    s21 -= a2 * a1;
    s22 -= a2 * a2;
    s30 -= a3 * a0;
    s31 -= a3 * a1;
    s32 -= a3 * a2;
    s33 -= a3 * a3;
  }
  a[r0 + i] = s00;
  a[r1 + i] = s10;
  a[r1 + c1] = s11;
  a[r2 + i] = s20;
  a[r2 + c1] = s21;
  a[r2 + c2] = s22;
  a[r3 + i] = s30;
  a[r3 + c1] = s31;
  a[r3 + c2] = s32;
  a[r3 + c3] = s33;
  for (let row = i; row <= i + last; row++) {
    const r = row * stride;
    for (let column = i; column <= row; column++) {
      let sum = a[r + column]!;
      for (let p = i; p < column; p++) sum -= a[r + p]! * a[column * stride + p]!;
      if (column < row) a[r + column] = sum / a[column * stride + column]!;
      else if (sum > 0) a[r + row] = Math.sqrt(sum);
      else return row;
    }
  }
  return -1;
}

export function choleskyAppend(
  l: Float64Array,
  n: number,
  stride: number,
  row: Float64Array,
  solve: (l: Float64Array, n: number, b: Float64Array, stride: number) => void,
): boolean {
  const solution = row.slice(0, n);
  solve(l, n, solution, stride);
  let pivot = row[n]!;
  for (let p = 0; p < n; p++) pivot -= solution[p]! * solution[p]!;
  if (!(pivot > 0)) return false;
  l.set(solution, n * stride);
  l[n * stride + n] = Math.sqrt(pivot);
  return true;
}

/**
 * Row r of the new factor is row r+1 of the old one, turned by the Givens rotations of the rows above it (columns index..r−1)
 * and then by its own, which puts √(x² + y²) on the diagonal. Four rows at a time: within a row each column waits for the last.
 */
export function choleskyDelete(l: Float64Array, n: number, stride: number, index: number): void {
  const cosines = new Float64Array(n);
  const sines = new Float64Array(n);
  for (let i = index; i < n - 1; i += 4) {
    const last = Math.min(3, n - 2 - i);
    for (let r = 0; r <= last; r++) {
      const to = (i + r) * stride;
      l.copyWithin(to, to + stride, to + stride + index);
    }
    const t0 = i * stride;
    const t1 = t0 + Math.min(1, last) * stride;
    const t2 = t0 + Math.min(2, last) * stride;
    const t3 = t0 + last * stride;
    const f0 = t0 + stride;
    const f1 = t1 + stride;
    const f2 = t2 + stride;
    const f3 = t3 + stride;
    let x0 = l[f0 + index]!;
    let x1 = l[f1 + index]!;
    let x2 = l[f2 + index]!;
    let x3 = l[f3 + index]!;
    for (let k = index; k < i; k++) {
      const c = cosines[k]!;
      const s = sines[k]!;
      const y0 = l[f0 + k + 1]!;
      const y1 = l[f1 + k + 1]!;
      const y2 = l[f2 + k + 1]!;
      const y3 = l[f3 + k + 1]!;
      l[t0 + k] = c * x0 + s * y0;
      l[t1 + k] = c * x1 + s * y1;
      l[t2 + k] = c * x2 + s * y2;
      l[t3 + k] = c * x3 + s * y3;
      x0 = c * y0 - s * x0;
      x1 = c * y1 - s * x1;
      x2 = c * y2 - s * x2;
      x3 = c * y3 - s * x3;
    }
    for (let r = 0; r <= last; r++) {
      let x = r === 0 ? x0 : r === 1 ? x1 : r === 2 ? x2 : x3;
      const to = (i + r) * stride;
      const from = to + stride;
      for (let k = i; k < i + r; k++) {
        const y = l[from + k + 1]!;
        l[to + k] = cosines[k]! * x + sines[k]! * y;
        x = cosines[k]! * y - sines[k]! * x;
      }
      const y = l[from + i + r + 1]!;
      const diagonal = Math.sqrt(x * x + y * y);
      cosines[i + r] = x / diagonal;
      sines[i + r] = y / diagonal;
      l[to + i + r] = diagonal;
    }
  }
}
