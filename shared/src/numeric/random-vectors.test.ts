import { describe, expect, it } from 'vitest';
import { createStream } from './random-stream.js';
import { orthonormalDirections, rademacherVector, sphere, uniformInBox } from './random-vectors.js';

const stream = (round: number) => createStream({ seed: 42, client: 0, round, purpose: 'test' });

describe('random vectors', () => {
  it('have pinned values', () => {
    const pinned = () => createStream({ seed: 1234, client: 3, round: 7, purpose: 'directions' });
    expect([...sphere(pinned(), 3)]).toEqual([0.10394805644659064, -0.9095865642948286, -0.40230222919504904]);
    expect([...orthonormalDirections(pinned(), 2, 3)]).toEqual([
      0.10394805644659064, -0.9095865642948286, -0.40230222919504904, -0.36953976048586246, -0.4108581194818114, 0.8334482413899023,
    ]);
    expect([...rademacherVector(pinned(), 5)]).toEqual([1, -1, 1, -1, -1]);
  });

  it('on the sphere have norm one and mean square 1/d a coordinate', () => {
    const [d, count] = [5, 20_000];
    const squares = new Float64Array(d);
    const draws = stream(1);
    let worst = 0;
    for (let i = 0; i < count; i++) {
      const direction = sphere(draws, d);
      worst = Math.max(worst, Math.abs(Math.hypot(...direction) - 1));
      direction.forEach((value, j) => (squares[j] = squares[j]! + value * value));
    }
    expect(worst).toBeLessThan(1e-15);
    for (const square of squares) expect(Math.abs(square / count - 1 / d)).toBeLessThan(0.01);
  });

  it('of signs are ±1 in balance, also past one word', () => {
    const signs = rademacherVector(stream(2), 10_001);
    expect(signs.every((sign) => Math.abs(sign) === 1)).toBe(true);
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(500);
  });

  it.each([
    [1, 1],
    [20, 300],
    [60, 60],
  ])('%i orthonormal directions in %i dimensions are orthonormal to 1e-12', (count, d) => {
    const rows = orthonormalDirections(stream(3), count, d);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let p = 0; p < d; p++) product += rows[i * d + p]! * rows[j * d + p]!;
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-12);
      }
    }
  });

  it('in a box stay in it and fill it evenly', () => {
    const centre = Float64Array.of(0.5, -3);
    const points = uniformInBox(stream(4), centre, { radius: 0.25, count: 20_000 });
    expect(points.length).toBe(40_000);
    const variance = [0, 0];
    let farthest = 0;
    points.forEach((value, i) => {
      const offset = value - centre[i % 2]!;
      farthest = Math.max(farthest, Math.abs(offset));
      variance[i % 2]! += offset ** 2 / 20_000;
    });
    expect(farthest).toBeLessThanOrEqual(0.25);
    for (const value of variance) expect(value / (0.25 ** 2 / 3)).toBeCloseTo(1, 1);
    expect([...uniformInBox(stream(4), centre, { radius: 0, count: 1 })]).toEqual([0.5, -3]);
  });

  it('refuse shapes that cannot be', () => {
    expect(() => orthonormalDirections(stream(5), 4, 3)).toThrow(/^count: 4 directions .* at most 3/);
    expect(() => orthonormalDirections(stream(5), 0, 3)).toThrow(/^count: /);
    expect(() => sphere(stream(5), 0)).toThrow(/^d: /);
    expect(() => rademacherVector(stream(5), 1.5)).toThrow(/^d: /);
    expect(() => uniformInBox(stream(5), Float64Array.of(0), { radius: -1, count: 1 })).toThrow(/^radius: /);
    expect(() => uniformInBox(stream(5), Float64Array.of(0), { radius: 1, count: 0 })).toThrow(/^count: /);
  });
});
