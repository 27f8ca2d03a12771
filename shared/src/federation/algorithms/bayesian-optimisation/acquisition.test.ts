import { describe, expect, it } from 'vitest';
import { createStream } from '../../../numeric/random-stream.js';
import { expectedImprovement, knowledgeGradient } from './acquisition.js';

const stream = (round: number) => createStream({ seed: 2, client: 0, round, purpose: 'test' });
const DRAWS = 200_000;

/** The mean of a function of a standard normal draw. */
function measured(value: (z: number) => number, round: number): number {
  const random = stream(round);
  let sum = 0;
  for (let i = 0; i < DRAWS; i++) sum += value(random.normal());
  return sum / DRAWS;
}

describe('expected improvement', () => {
  it.each([
    [0, 1, 0],
    [0.5, 2, 0.1],
    [-1, 0.3, 0],
    [1, 0.5, 0.2],
  ])('of N(%d, %d²) below %d is what draws show', (mean, stdDev, best) => {
    const drawn = measured((z) => Math.max(0, best - (mean + stdDev * z)), 1);
    expect(expectedImprovement(mean, stdDev, best)).toBeCloseTo(drawn, 2);
  });

  it('is the improvement itself where nothing is uncertain, never negative, and grows with the uncertainty', () => {
    expect(expectedImprovement(1, 0, 3)).toBe(2);
    expect(expectedImprovement(3, 0, 1)).toBe(0);
    expect(expectedImprovement(30, 1, 0)).toBeGreaterThanOrEqual(0);
    expect(expectedImprovement(30, 1, 0)).toBeLessThan(1e-100);
    expect(expectedImprovement(1, 2, 0)).toBeGreaterThan(expectedImprovement(1, 1, 0));
  });

  it('refuses a negative standard deviation', () => {
    expect(() => expectedImprovement(0, -1, 0)).toThrow(/stdDev: -1/);
  });
});

describe('the knowledge gradient', () => {
  it('is what draws show, for lines of which some never are the least', () => {
    const means = Float64Array.of(0.1, 0, 0.3, 2, -0.1, 0.25);
    const changes = Float64Array.of(1, -0.5, 0.2, 0.1, 0, 1.5);
    const least = Math.min(...means);
    const drawn = measured((z) => least - Math.min(...means.map((mean, a) => mean + changes[a]! * z)), 2);
    expect(knowledgeGradient(means, changes)).toBeCloseTo(drawn, 2);
  });

  it('of two equal means, one of which changes, is s·φ(0), the expected improvement over the other', () => {
    expect(knowledgeGradient(Float64Array.of(1, 1), Float64Array.of(0, 2))).toBeCloseTo(expectedImprovement(1, 2, 1), 14);
    expect(knowledgeGradient(Float64Array.of(0.4, 1), Float64Array.of(0, 2))).toBeCloseTo(expectedImprovement(1, 2, 0.4), 14);
  });

  it('is never negative, and 0 where an observation would move all means alike', () => {
    const random = stream(3);
    for (let trial = 0; trial < 200; trial++) {
      const draw = (): Float64Array => Float64Array.from({ length: 7 }, () => random.normal());
      expect(knowledgeGradient(draw(), draw())).toBeGreaterThanOrEqual(0);
    }
    expect(knowledgeGradient(Float64Array.of(1, 2, 3), Float64Array.of(0.7, 0.7, 0.7))).toBe(0);
    expect(knowledgeGradient(Float64Array.of(1), Float64Array.of(5))).toBe(0);
  });

  it('refuses changes that do not match the means', () => {
    expect(() => knowledgeGradient(Float64Array.of(1, 2), Float64Array.of(1))).toThrow(/changes: has 1 elements for 2/);
  });
});
