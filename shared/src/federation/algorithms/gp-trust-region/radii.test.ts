import { describe, expect, it } from 'vitest';
import { nextRadii, noiseFloor } from './radii.js';

const limits = { dimension: 100, firstRadius: 0.12, noiseFloor: 0 };
const radii = { designRadius: 1, trustRadius: 1 };

describe('the radii of the trust region', () => {
  it('shrink to half a step that was poor', () => {
    expect(nextRadii(radii, { accepted: false, length: 0.8, ratio: -1 }, limits)).toEqual({ designRadius: 0.7, trustRadius: 0.4 });
  });

  it('double at the edge of a region that predicts well, up to 0.3 √d', () => {
    expect(nextRadii(radii, { accepted: true, length: 1, ratio: 0.9 }, limits).trustRadius).toBe(2);
    expect(nextRadii({ designRadius: 1, trustRadius: 2.9 }, { accepted: true, length: 2.9, ratio: 1 }, limits).trustRadius).toBe(3);
    expect(nextRadii(radii, { accepted: true, length: 0.5, ratio: 0.9 }, limits).trustRadius).toBe(1);
  });

  it('let the design follow accepted steps, no further than the first radius', () => {
    expect(nextRadii(radii, { accepted: true, length: 0.5, ratio: 1 }, limits).designRadius).toBe(0.5);
    expect(nextRadii(radii, { accepted: true, length: 3, ratio: 1 }, limits).designRadius).toBeCloseTo(1.2, 12);
  });

  it('never fall below the noise', () => {
    const next = nextRadii(radii, { accepted: false, length: 0.1, ratio: 0 }, { ...limits, noiseFloor: 0.9 });
    expect(next).toEqual({ designRadius: 0.9, trustRadius: 0.9 });
  });
});

describe('the noise floor', () => {
  it('is where the curvature lifts a point by 16 standard deviations', () => {
    const radius = noiseFloor(0.01, 4, 100);
    expect(4 * radius * radius).toBeCloseTo(0.16, 12);
  });

  it('is nothing without noise, and a quarter of √d where there is no curvature to go by', () => {
    expect(noiseFloor(0, 4, 100)).toBe(0);
    expect(noiseFloor(0.01, -1, 100)).toBe(2.5);
  });
});
