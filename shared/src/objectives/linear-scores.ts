/** Products that are added up by themselves, before the sums of the blocks are. */
const BLOCK = 8;

/**
 * z·w of every row z of `features` (n × d, row-major) as a function of w. The d products of a row are added in blocks of eight, then the blocks
 * in order, and the sums of the blocks are kept: at a w that differs from the one they were made at in one coordinate, as the points of
 * finite differences do, only one block is added again. The bits do not depend on what is kept. The array that is returned is used again by
 * the next call. O(n d) for a new w, O(n (d/8 + 8)) for one that differs in one coordinate; keeps n d/8 numbers.
 */
export function linearScores(features: Float64Array, dimension: number): (w: Float64Array) => Float64Array {
  const count = features.length / dimension;
  const blocks = Array.from({ length: Math.ceil(dimension / BLOCK) }, (_, block) => ({
    begin: block * BLOCK,
    end: Math.min(dimension, (block + 1) * BLOCK),
    sums: new Float64Array(count),
  }));
  const scores = new Float64Array(count);
  const fresh: Float64Array[] = [];
  // Differs from every w.
  const kept = new Float64Array(dimension).fill(Number.NaN);

  return (w) => {
    const isChanged = blocks.map(({ begin, end }) => differs(w, kept, { begin, end }));
    // A w near the one that is kept does not take its place: the next one will be as near to it, but not to this.
    const keeps = 2 * isChanged.filter(Boolean).length > blocks.length;
    if (keeps) kept.set(w);
    const terms = blocks.map(({ begin, end, sums }, block) => {
      if (!isChanged[block]) return sums;
      const target = keeps ? sums : (fresh[block] ??= new Float64Array(count));
      if (end - begin === BLOCK) sumFullBlock(target, w, { features, dimension, begin });
      else sumBlock(target, w, { features, dimension, begin, end });
      return target;
    });
    addAll(scores, terms);
    return scores;
  };
}

function differs(a: Float64Array, b: Float64Array, { begin, end }: { readonly begin: number; readonly end: number }): boolean {
  for (let j = begin; j < end; j++) if (a[j] !== b[j]) return true;
  return false;
}

interface Rows {
  readonly features: Float64Array;
  readonly dimension: number;
  readonly begin: number;
}

/** Pairs first, so that few additions need to wait for another. */
function sumFullBlock(target: Float64Array, w: Float64Array, { features: z, dimension, begin }: Rows): void {
  const [a, b, c, d, e, f, g, h] = w.subarray(begin, begin + BLOCK) as unknown as FullBlock;
  for (let n = 0, i = begin; n < target.length; n++, i += dimension) {
    const first = z[i]! * a + z[i + 1]! * b + (z[i + 2]! * c + z[i + 3]! * d);
    const second = z[i + 4]! * e + z[i + 5]! * f + (z[i + 6]! * g + z[i + 7]! * h);
    target[n] = first + second;
  }
}

type FullBlock = readonly [number, number, number, number, number, number, number, number];

function sumBlock(target: Float64Array, w: Float64Array, { features, dimension, begin, end }: Rows & { readonly end: number }): void {
  for (let n = 0; n < target.length; n++) {
    let sum = 0;
    for (let j = begin; j < end; j++) sum += features[n * dimension + j]! * w[j]!;
    target[n] = sum;
  }
}

/** In order; two at a time, which reads and writes the target half as often. */
function addAll(target: Float64Array, terms: readonly Float64Array[]): void {
  target.set(terms[0]!);
  let at = 1;
  for (; at + 1 < terms.length; at += 2) {
    const [first, second] = [terms[at]!, terms[at + 1]!];
    for (let n = 0; n < target.length; n++) target[n] = target[n]! + first[n]! + second[n]!;
  }
  if (at === terms.length) return;
  const last = terms[at]!;
  for (let n = 0; n < target.length; n++) target[n] = target[n]! + last[n]!;
}
