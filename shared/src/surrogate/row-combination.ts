/**
 * out += Σ_r factors_r·row_r over rows that lie apart in memory, r ascending in one accumulator a component. Four rows a pass, since
 * reading and writing `out` costs as much as reading a row.
 */
export function addCombination(out: Float64Array, rows: readonly Float64Array[], factors: Float64Array): void {
  const d = out.length;
  let r = 0;
  for (; r + 4 <= rows.length; r += 4) {
    const row0 = rows[r]!;
    const row1 = rows[r + 1]!;
    const row2 = rows[r + 2]!;
    const row3 = rows[r + 3]!;
    const f0 = factors[r]!;
    const f1 = factors[r + 1]!;
    const f2 = factors[r + 2]!;
    const f3 = factors[r + 3]!;
    for (let p = 0; p < d; p++) out[p] = out[p]! + f0 * row0[p]! + f1 * row1[p]! + f2 * row2[p]! + f3 * row3[p]!;
  }
  for (; r < rows.length; r++) {
    const row = rows[r]!;
    const factor = factors[r]!;
    for (let p = 0; p < d; p++) out[p] = out[p]! + factor * row[p]!;
  }
}
