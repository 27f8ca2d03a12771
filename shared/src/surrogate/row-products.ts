/**
 * Products of a few rows with one vector, in plain arithmetic: so few that copying them to the kernels would cost more. Four rows at
 * a time, since one sum waits for itself. Sums run over their index in ascending order, one accumulator each.
 */

/** out_r = row_r · x for the rows of a row-major matrix with x.length columns. */
export function dotRows(out: Float64Array, rows: Float64Array, x: Float64Array): void {
  const d = x.length;
  const count = rows.length / d;
  let r = 0;
  for (; r + 4 <= count; r += 4) {
    const begin = r * d;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let p = 0; p < d; p++) {
      const component = x[p]!;
      s0 += rows[begin + p]! * component;
      s1 += rows[begin + d + p]! * component;
      s2 += rows[begin + 2 * d + p]! * component;
      s3 += rows[begin + 3 * d + p]! * component;
    }
    out[r] = s0;
    out[r + 1] = s1;
    out[r + 2] = s2;
    out[r + 3] = s3;
  }
  for (; r < count; r++) {
    let sum = 0;
    for (let p = 0; p < d; p++) sum += rows[r * d + p]! * x[p]!;
    out[r] = sum;
  }
}

/** out += Σ_r factors_r·row_r, rows in ascending order. */
export function addCombination(out: Float64Array, rows: Float64Array, factors: Float64Array): void {
  const d = out.length;
  const count = rows.length / d;
  let r = 0;
  for (; r + 4 <= count; r += 4) {
    const begin = r * d;
    const f0 = factors[r]!;
    const f1 = factors[r + 1]!;
    const f2 = factors[r + 2]!;
    const f3 = factors[r + 3]!;
    for (let p = 0; p < d; p++) {
      let sum = out[p]!;
      sum += f0 * rows[begin + p]!;
      sum += f1 * rows[begin + d + p]!;
      sum += f2 * rows[begin + 2 * d + p]!;
      sum += f3 * rows[begin + 3 * d + p]!;
      out[p] = sum;
    }
  }
  for (; r < count; r++) {
    const factor = factors[r]!;
    for (let p = 0; p < d; p++) out[p] = out[p]! + factor * rows[r * d + p]!;
  }
}
