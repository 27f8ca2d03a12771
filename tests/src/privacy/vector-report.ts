import { afterAll, expect } from 'vitest';
import type { Entry } from './reference-vectors.js';

/** How far what was computed lies from reference values, relatively, to either side. */
interface Deviation {
  readonly entries: number;
  readonly below: number;
  readonly above: number;
}

/** The worst relative deviations over [computed, reference] pairs; where the reference is 0, the absolute ones. */
function worstDeviation(pairs: readonly (readonly [number, number])[]): Deviation {
  let below = 0;
  let above = 0;
  for (const [computed, reference] of pairs) {
    const deviation = reference === 0 ? computed : computed / reference - 1;
    if (Number.isNaN(deviation)) return { entries: pairs.length, below: Infinity, above: Infinity };
    below = Math.max(below, -deviation);
    above = Math.max(above, deviation);
  }
  return { entries: pairs.length, below, above };
}

const report: string[] = [];
afterAll(() => {
  process.stdout.write(`reference vectors, entries and worst relative deviation below, above:\n${report.join('\n')}\n`);
});

/** Holds computed values to reference values, and notes how near they came. */
export function hold(section: string, count: number, compared: readonly (readonly [number, number])[], tolerance: number): Deviation {
  const deviation = worstDeviation(compared);
  const [below, above] = [deviation.below.toExponential(1), deviation.above.toExponential(1)];
  report.push(`${section.padEnd(44)} ${String(deviation.entries).padStart(4)}  ${below}  ${above}`);
  expect(deviation.entries).toBe(count);
  expect(Math.max(deviation.below, deviation.above)).toBeLessThanOrEqual(tolerance);
  return deviation;
}

/** What is computed of every entry, beside its reference value. */
export function pairs(
  entries: readonly Entry[],
  pair: (entry: Entry) => readonly [number, number],
): readonly (readonly [number, number])[] {
  return entries.map(pair);
}
