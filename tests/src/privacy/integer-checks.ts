/** What a sample of integers is checked for, as standard scores: beyond 5 of them it is not what it should be. */
export interface Scores {
  /** Pearson's χ² over the cells, by Wilson & Hilferty's approximation. */
  readonly shape: number;
  readonly variance: number;
  readonly fourthMoment: number;
  /** More of one sign than of the other. */
  readonly sign: number;
  /** Signs and sizes of neighbours in the sample. */
  readonly dependence: number;
}

/** The law that a sample should have: P[y] for |y| up to the last cell, what lies beyond on one side, moments. */
export interface IntegerLaw {
  readonly pmf: readonly number[];
  readonly tail: number;
  readonly variance: number;
  readonly fourthMoment: number;
}

export function scores(sample: Readonly<Float64Array>, law: IntegerLaw): Scores {
  const n = sample.length;
  let squares = 0;
  let fourths = 0;
  let signs = 0;
  let signed = 0;
  let neighbours = 0;
  for (let i = 0; i < n; i++) {
    const x = sample[i]!;
    squares += x * x;
    fourths += x ** 4;
    signs += Math.sign(x);
    if (x !== 0) signed++;
    neighbours += (x * sample[(i + 1) % n]!) / law.variance;
  }
  return {
    shape: shapeScore(sample, law),
    variance: (squares / n - law.variance) / Math.sqrt((law.fourthMoment - law.variance ** 2) / n),
    // The eighth moment of a normal is 105 σ⁸: its spread, near enough.
    fourthMoment: (fourths / n - law.fourthMoment) / (law.variance ** 2 * Math.sqrt(96 / n)),
    sign: signs / Math.sqrt(signed),
    dependence: neighbours / Math.sqrt(n),
  };
}

export function worst(all: Scores): number {
  return Math.max(...Object.values(all as unknown as Record<string, number>).map(Math.abs));
}

function shapeScore(sample: Readonly<Float64Array>, { pmf, tail }: IntegerLaw): number {
  const last = pmf.length - 1;
  const counts = new Map<number, number>();
  for (const x of sample) {
    const cell = Math.max(-last - 1, Math.min(last + 1, x));
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  // Cells from the outside in, joined until at least ten are expected.
  const order = [-last - 1, ...Array.from({ length: 2 * last + 1 }, (_, i) => i - last), last + 1];
  let statistic = 0;
  let cells = 0;
  let expected = 0;
  let observed = 0;
  for (const cell of order) {
    expected += sample.length * (Math.abs(cell) > last ? tail : pmf[Math.abs(cell)]!);
    observed += counts.get(cell) ?? 0;
    if (expected < 10) continue;
    statistic += (observed - expected) ** 2 / expected;
    cells++;
    expected = 0;
    observed = 0;
  }
  const freedom = cells - 1;
  return (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}
