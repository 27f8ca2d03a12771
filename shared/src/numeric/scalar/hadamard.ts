/** Butterflies of span 1, 2, 4, …, two spans in one pass where two are left. */
export function hadamard(x: Float64Array): void {
  const n = x.length;
  let span = 1;
  for (; 4 * span <= n; span *= 4) {
    for (let block = 0; block < n; block += 4 * span) {
      for (let i = block; i < block + span; i++) {
        const a = x[i]!;
        const b = x[i + span]!;
        const c = x[i + 2 * span]!;
        const d = x[i + 3 * span]!;
        x[i] = a + b + (c + d);
        x[i + span] = a - b + (c - d);
        x[i + 2 * span] = a + b - (c + d);
        x[i + 3 * span] = a - b - (c - d);
      }
    }
  }
  if (span < n) {
    for (let i = 0; i < span; i++) {
      const a = x[i]!;
      const b = x[i + span]!;
      x[i] = a + b;
      x[i + span] = a - b;
    }
  }
}
