/** b[i] ← (b[i] − Σ_{p<i} L[i,p]·b[p]) / L[i,i], the sum subtracted in ascending p. */
export function solveLowerVector(l: Float64Array, n: number, b: Float64Array, stride: number): void {
  for (let i = 0; i < n; i += 4) {
    const last = Math.min(3, n - 1 - i);
    const i1 = i + Math.min(1, last);
    const i2 = i + Math.min(2, last);
    const i3 = i + last;
    const r0 = i * stride;
    const r1 = i1 * stride;
    const r2 = i2 * stride;
    const r3 = i3 * stride;
    let s0 = b[i]!;
    let s1 = b[i1]!;
    let s2 = b[i2]!;
    let s3 = b[i3]!;
    for (let p = 0; p < i; p++) {
      const x = b[p]!;
      s0 -= l[r0 + p]! * x;
      s1 -= l[r1 + p]! * x;
      s2 -= l[r2 + p]! * x;
      s3 -= l[r3 + p]! * x;
    }
    b[i] = s0;
    b[i1] = s1;
    b[i2] = s2;
    b[i3] = s3;
    for (let row = i; row <= i3; row++) {
      let sum = b[row]!;
      for (let p = i; p < row; p++) sum -= l[row * stride + p]! * b[p]!;
      b[row] = sum / l[row * stride + row]!;
    }
  }
}

export function solveLower(l: Float64Array, n: number, b: Float64Array, columns: number, stride: number): void {
  if (columns === 1) return solveLowerVector(l, n, b, stride);
  for (let i = 0; i < n; i++) {
    const bi = i * columns;
    const row = i * stride;
    let p = 0;
    for (; p + 4 <= i; p += 4) {
      const l0 = l[row + p]!;
      const l1 = l[row + p + 1]!;
      const l2 = l[row + p + 2]!;
      const l3 = l[row + p + 3]!;
      const b0 = p * columns;
      const b1 = b0 + columns;
      const b2 = b1 + columns;
      const b3 = b2 + columns;
      for (let j = 0; j < columns; j++) b[bi + j] = b[bi + j]! - l0 * b[b0 + j]! - l1 * b[b1 + j]! - l2 * b[b2 + j]! - l3 * b[b3 + j]!;
    }
    for (; p < i; p++) {
      const l0 = l[row + p]!;
      for (let j = 0; j < columns; j++) b[bi + j] = b[bi + j]! - l0 * b[p * columns + j]!;
    }
    const pivot = l[row + i]!;
    for (let j = 0; j < columns; j++) b[bi + j] = b[bi + j]! / pivot;
  }
}

/** b[i] ← (b[i] − Σ_{p>i} L[p,i]·b[p]) / L[i,i], the sum subtracted in descending p. */
export function solveLowerTransposed(l: Float64Array, n: number, b: Float64Array, columns: number, stride: number): void {
  if (columns === 1) return solveLowerTransposedVector(l, n, b, stride);
  for (let i = n - 1; i >= 0; i--) {
    const bi = i * columns;
    let p = n - 1;
    for (; p - 3 > i; p -= 4) {
      const l0 = l[p * stride + i]!;
      const l1 = l[(p - 1) * stride + i]!;
      const l2 = l[(p - 2) * stride + i]!;
      const l3 = l[(p - 3) * stride + i]!;
      const b0 = p * columns;
      const b1 = b0 - columns;
      const b2 = b1 - columns;
      const b3 = b2 - columns;
      for (let j = 0; j < columns; j++) b[bi + j] = b[bi + j]! - l0 * b[b0 + j]! - l1 * b[b1 + j]! - l2 * b[b2 + j]! - l3 * b[b3 + j]!;
    }
    for (; p > i; p--) {
      const l0 = l[p * stride + i]!;
      for (let j = 0; j < columns; j++) b[bi + j] = b[bi + j]! - l0 * b[p * columns + j]!;
    }
    const pivot = l[i * stride + i]!;
    for (let j = 0; j < columns; j++) b[bi + j] = b[bi + j]! / pivot;
  }
}

/** One column: L is read row by row, the solved element being taken out of all above it. */
function solveLowerTransposedVector(l: Float64Array, n: number, b: Float64Array, stride: number): void {
  for (let p = n - 1; p >= 0; p--) {
    const row = p * stride;
    const solved = b[p]! / l[row + p]!;
    b[p] = solved;
    for (let i = 0; i < p; i++) b[i] = b[i]! - l[row + i]! * solved;
  }
}
