import { describe, expect, it } from 'vitest';
import { createStream } from '../../../numeric/random-stream.js';
import { correctionLengths, FIGURES, measureInto, remember } from './correction-length.js';

const D = 6;
const CLIENTS = 5;

function vectors(round: number, scale = 1): Float64Array[] {
  const stream = createStream({ seed: 4, client: 0, round, purpose: 'test' });
  return Array.from({ length: CLIENTS }, () => Float64Array.from({ length: D }, () => scale * stream.normal()));
}

function mean(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: D }, (_, j) => rows.reduce((sum, row) => sum + row[j]! / rows.length, 0));
}

/** The mean figures of clients with these local gradients and gradients of their own surrogates, at one common x. */
function figuresOf(locals: readonly Float64Array[], surrogates: readonly Float64Array[]): Float64Array {
  const whole = mean(surrogates);
  const total = new Float64Array(FIGURES);
  for (const [i, local] of locals.entries()) {
    const figures = new Float64Array(FIGURES);
    measureInto(figures, 1, { local, mean: whole, correction: whole.map((m, j) => m - surrogates[i]![j]!) });
    figures.forEach((figure, k) => (total[k] = total[k]! + figure / locals.length));
  }
  return total;
}

describe('the correction length', () => {
  it('rests on the share that brings the corrected gradients of all clients nearest to that of F, which nobody knows', () => {
    const [locals, surrogates, truth] = [vectors(1), vectors(2), vectors(3)[0]!];
    const whole = mean(surrogates);
    const missed = (length: number): number =>
      locals.reduce(
        (sum, local, i) => sum + local.reduce((s, g, j) => s + (g + length * (whole[j]! - surrogates[i]![j]!) - truth[j]!) ** 2, 0),
        0,
      );
    const [along = 0, squared = 0] = figuresOf(locals, surrogates);
    const best = along / squared;
    expect(missed(best)).toBeLessThan(missed(best + 1e-3));
    expect(missed(best)).toBeLessThan(missed(best - 1e-3));
  });

  it('is 1 where surrogates say what the local processes say, and before anything was measured', () => {
    const locals = vectors(1);
    expect(correctionLengths(figuresOf(locals, locals))[0]).toBeCloseTo(1, 12);
    expect([...correctionLengths(new Float64Array(2 * FIGURES))]).toEqual([1, 1]);
  });

  it('is 0 where the surrogates differ and the clients do not', () => {
    const [local] = vectors(1);
    expect(correctionLengths(figuresOf(Array<Float64Array>(CLIENTS).fill(local!), vectors(2)))[0]).toBeCloseTo(0, 12);
  });

  it('grows with what clients differ by beside the gradient of F, at the same share of error', () => {
    const lengthWith = (whole: number): number => correctionLengths(Float64Array.of(0.4, 1, whole))[0]!;
    expect(lengthWith(1e6)).toBeCloseTo(0.4, 5);
    expect(lengthWith(0.4)).toBeCloseTo(0.8 / (0.8 + 0.6), 12);
    expect(lengthWith(1e-6)).toBeGreaterThan(0.999);
  });

  it('stays between 0 and 1 whatever is measured', () => {
    for (const along of [-3, 0, 0.5, 1, 40]) {
      for (const whole of [0, 1e-300, 1, 1e300]) {
        const [length = Number.NaN] = correctionLengths(Float64Array.of(along, 1, whole));
        expect(length).toBeGreaterThanOrEqual(0);
        expect(length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('forgets: what was measured a round ago counts half', () => {
    expect([...remember(Float64Array.of(4, 8, 2), Float64Array.of(1, 1, 1))]).toEqual([3, 5, 2]);
  });
});
