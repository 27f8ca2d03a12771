import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../errors.js';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import type { RandomStream } from '../numeric/random.js';
import type { Outcome } from '../objectives/objective.js';
import { EstimationError } from './estimation-error.js';
import { createEstimator, ESTIMATORS, type EstimatorKind } from './estimators.js';
import type { Centre, GradientEstimate, GradientEstimator } from './gradient-estimator.js';

const KINDS = Object.keys(ESTIMATORS) as EstimatorKind[];

function stream(round = 0): RandomStream {
  return createStream({ seed: 17, client: 0, round, purpose: 'test' });
}

/** Drives an estimator with an objective, and keeps the points it asked for. */
function drive(
  estimator: GradientEstimator,
  objective: (x: Float64Array, query: number) => Outcome,
  { at, random = stream() }: { at: Centre; random?: RandomStream },
): GradientEstimate & { points: readonly Float64Array[] } {
  const computation = estimator(at, random);
  const points: Float64Array[] = [];
  let next = computation.next();
  while (next.done !== true) {
    const first = points.length;
    points.push(...next.value);
    next = computation.next(next.value.map((x, i) => objective(x, first + i)));
  }
  return { ...next.value, points };
}

const value =
  (f: (x: Float64Array) => number) =>
  (x: Float64Array): Outcome => ({ kind: 'value', value: f(x) });

function slopeOf(d: number, round: number): Float64Array {
  const slope = new Float64Array(d);
  fillNormal(stream(1000 + round), slope);
  return slope;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, aj, j) => sum + aj * b[j]!, 0);
const linear =
  (slope: Float64Array) =>
  (x: Float64Array): number =>
    3 + dot(slope, x);

describe.each(KINDS)('%s', (kind) => {
  const smoothingRadius = 0.01;

  it('finds a linear function’s gradient exactly with as many directions as dimensions, up to its factor', () => {
    const d = 12;
    const slope = slopeOf(d, 0);
    const x = new Float64Array(d).fill(0.4);
    const { gradient } = drive(createEstimator(kind, { directions: d, smoothingRadius }), value(linear(slope)), {
      at: { x, value: linear(slope)(x) },
    });
    const factor = kind === 'two-point-published' ? d : 1;
    for (const [j, component] of gradient.entries()) expect(factor * component).toBeCloseTo(slope[j]!, 10);
  });

  it('spends one query a direction, all at once, and none on the centre', () => {
    const x = new Float64Array(30).fill(0.5);
    const { queries, usable, points } = drive(
      createEstimator(kind, { directions: 20, smoothingRadius }),
      value(() => 1),
      { at: { x, value: 1 } },
    );
    expect([queries, usable, points.length]).toEqual([20, 20, 20]);
    expect(points.every((point) => point.some((coordinate) => coordinate !== 0.5))).toBe(true);
  });

  it('has a cosine of about √(Q/d) with the gradient of a random linear function', () => {
    const [d, directions] = [60, 20];
    const x = new Float64Array(d).fill(0.5);
    const estimator = createEstimator(kind, { directions, smoothingRadius });
    const cosines = Array.from({ length: 400 }, (_, round) => {
      const slope = slopeOf(d, round);
      const { gradient } = drive(estimator, value(linear(slope)), { at: { x, value: linear(slope)(x) }, random: stream(round) });
      return dot(gradient, slope) / Math.sqrt(dot(gradient, gradient) * dot(slope, slope));
    });
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    expect(Math.abs(mean - Math.sqrt(directions / d))).toBeLessThan(0.03);
  });

  it('evaluates in the box only, also from a corner of it', () => {
    const x = Float64Array.from({ length: 10 }, (_, j) => [0, 1, 0.999, 0.001, 0.5][j % 5]!);
    const { points } = drive(
      createEstimator(kind, { directions: 10, smoothingRadius: 0.3 }),
      value(() => 1),
      { at: { x, value: 1 } },
    );
    expect(points.every((point) => point.every((coordinate) => coordinate >= 0 && coordinate <= 1))).toBe(true);
  });

  it('leaves out what has no value, and says how much was left', () => {
    const d = 6;
    const slope = slopeOf(d, 1);
    const x = new Float64Array(d).fill(0.5);
    const outcomes: Outcome[] = [{ kind: 'infeasible' }, { kind: 'failed', reason: 'crash' }, { kind: 'timedOut' }];
    const estimate = drive(
      createEstimator(kind, { directions: d, smoothingRadius }),
      (point, query) => outcomes[query] ?? { kind: 'value', value: linear(slope)(point) },
      {
        at: { x, value: linear(slope)(x) },
      },
    );
    expect([estimate.queries, estimate.usable]).toEqual([6, 3]);
    // The gradient's projection on the three directions that are left; the average over three of them has the factor 1/3 or d/3.
    const factor = { 'two-point-published': 1 / 3, 'two-point-unbiased': d / 3, 'coordinate-wise': 1 }[kind];
    const expected = new Float64Array(d);
    for (const point of estimate.points.slice(3)) {
      const direction = point.map((coordinate, j) => (coordinate - x[j]!) / smoothingRadius);
      const along = dot(slope, direction);
      for (let j = 0; j < d; j += 1) expected[j]! += factor * along * direction[j]!;
    }
    for (const [j, component] of estimate.gradient.entries()) expect(component).toBeCloseTo(expected[j]!, 9);
  });

  it('fails by name when nothing has a value, and knows what that cost', () => {
    const run = (): unknown =>
      drive(createEstimator(kind, { directions: 3, smoothingRadius }), () => ({ kind: 'infeasible' }), {
        at: { x: new Float64Array(5), value: 1 },
      });
    expect(run).toThrow(EstimationError);
    expect(run).toThrow(/none of 3 evaluations.*infeasible/);
  });

  it('is the same for the same stream', () => {
    const f = value((x) => dot(x, x));
    const at = { x: new Float64Array(9).fill(0.3), value: 0.81 };
    const estimator = createEstimator(kind, { directions: 4, smoothingRadius });
    expect(drive(estimator, f, { at, random: stream(5) })).toEqual(drive(estimator, f, { at, random: stream(5) }));
  });

  it('refuses options and centres that make no sense', () => {
    const make = (options: Partial<{ directions: number; smoothingRadius: number }>) => () =>
      createEstimator(kind, { directions: 5, smoothingRadius, ...options });
    for (const wrong of [0, -1, 0.6, NaN]) expect(make({ smoothingRadius: wrong })).toThrow(/^smoothingRadius/);
    for (const wrong of [0, 2.5, NaN]) expect(make({ directions: wrong })).toThrow(InvalidArgumentError);
    const at = (centre: Centre) => () =>
      drive(
        make({})(),
        value(() => 1),
        { at: centre },
      );
    expect(at({ x: Float64Array.of(0.5, 1.2), value: 1 })).toThrow(/^x: coordinate 1 is 1.2/);
    expect(at({ x: Float64Array.of(0.5), value: NaN })).toThrow(/^value/);
  });
});
