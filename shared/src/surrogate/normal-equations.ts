/**
 * Solves A·c = b for a small symmetric A that is positive up to rounding, of which the lower triangle is read: Cholesky with a ridge of
 * 1e-10 of each diagonal element. A column whose pivot vanishes (it depends on the others) gets the coefficient 0. O(p³).
 */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array {
  const p = b.length;
  const factor = a.slice();
  const solution = b.slice();
  for (let i = 0; i < p; i++) {
    const diagonal = a[i * p + i]!;
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * p + j]! * (i === j ? 1 + 1e-10 : 1);
      for (let k = 0; k < j; k++) sum -= factor[i * p + k]! * factor[j * p + k]!;
      if (i !== j) factor[i * p + j] = factor[j * p + j]! > 0 ? sum / factor[j * p + j]! : 0;
      else factor[i * p + i] = sum > 1e-12 * diagonal ? Math.sqrt(sum) : 0;
    }
  }
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < i; k++) solution[i] = solution[i]! - factor[i * p + k]! * solution[k]!;
    solution[i] = factor[i * p + i]! > 0 ? solution[i]! / factor[i * p + i]! : 0;
  }
  for (let i = p - 1; i >= 0; i--) {
    for (let k = i + 1; k < p; k++) solution[i] = solution[i]! - factor[k * p + i]! * solution[k]!;
    solution[i] = factor[i * p + i]! > 0 ? solution[i]! / factor[i * p + i]! : 0;
  }
  return solution;
}
