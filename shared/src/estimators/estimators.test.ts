import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../errors.js';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import type { RandomStream } from '../numeric/random.js';
import type { Outcome } from '../objectives/objective.js';
import { EstimationError } from './estimation-error.js';
import type { EstimatorKind } from './estimator-kinds.js';
import { createEstimator, ESTIMATORS } from './estimators.js';
import type { Centre, EstimatorState, GradientEstimate, GradientEstimator } from './gradient-estimator.js';

const KINDS = Object.keys(ESTIMATORS) as EstimatorKind[];

interface Laws {
  /** Where d directions give the gradient of a linear function exactly, by what it must be multiplied. */
  readonly exactFactor?: (d: number) => number;
  /** Where the estimate is a projection of the gradient on its Q directions, the factor of that projection. */
  readonly projection?: (usable: number, d: number) => number;
  /** The cosine of Q evaluations with the gradient of a random linear function, on average. */
  readonly cosine: (q: number, d: number) => number;
  /** Evaluations of the first estimate, and how many of them are directions or coordinates; Q if not given. */
  readonly queries?: (q: number) => number;
  readonly directions?: (q: number) => number;
}

const orthogonal = (q: number, d: number): number => Math.sqrt(q / d);
/** Independent directions: E ĝᵀg/(‖ĝ‖‖g‖) up to O(1/d), from E‖ĝ‖² = (1 + (d + 1)/Q)‖g‖². */
const independent = (q: number, d: number): number => Math.sqrt(q / (q + d + 1));

const LAWS: Readonly<Record<EstimatorKind, Laws>> = {
  'two-point-published': { exactFactor: (d) => d, projection: (usable) => 1 / usable, cosine: orthogonal },
  'two-point-unbiased': { exactFactor: () => 1, projection: (usable, d) => d / usable, cosine: orthogonal },
  'two-point-gaussian': { cosine: independent },
  'two-point-sphere': { cosine: independent },
  'two-point-rademacher': { cosine: independent },
  'two-point-central': { cosine: (q, d) => independent(Math.floor(q / 2), d), directions: (q) => Math.floor(q / 2) },
  'coordinate-wise': { exactFactor: () => 1, projection: () => 1, cosine: orthogonal },
  'coordinate-wise-central': { cosine: (q, d) => orthogonal(Math.floor(q / 2), d), directions: (q) => Math.floor(q / 2) },
  'coordinate-wise-importance': { exactFactor: () => 1, cosine: orthogonal, queries: (q) => 3 * q + 1 },
  'span-projection': { exactFactor: () => 1, projection: () => 1, cosine: orthogonal },
  interpolation: { exactFactor: () => 1, projection: () => 1, cosine: orthogonal },
  'regression-linear': { exactFactor: () => 1, projection: () => 1, cosine: orthogonal },
  // A little of a slope is taken for curvature while there is too little data for both.
  'regression-quadratic': { cosine: orthogonal },
  'past-directions': { cosine: independent },
};

function stream(round = 0): RandomStream {
  return createStream({ seed: 17, client: 0, round, purpose: 'test' });
}

/** Drives an estimator with an objective, and keeps the points it asked for. */
function drive(
  estimator: GradientEstimator,
  objective: (x: Float64Array, query: number) => Outcome,
  { at, random = stream(), state = estimator.init(at.x.length) }: { at: Centre; random?: RandomStream; state?: EstimatorState },
): GradientEstimate & { points: readonly Float64Array[]; state: EstimatorState } {
  const computation = estimator.estimate(at, state, random);
  const points: Float64Array[] = [];
  let next = computation.next();
  while (next.done !== true) {
    const first = points.length;
    points.push(...next.value);
    next = computation.next(next.value.map((x, i) => objective(x, first + i)));
  }
  return { ...next.value.estimate, points, state: next.value.state };
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

/** Estimators that see every dimension once with Q = d, and what their gradient must be multiplied by. */
const EXACT = KINDS.flatMap((kind) => {
  const { exactFactor } = LAWS[kind];
  return exactFactor === undefined ? [] : [{ kind, exactFactor }];
});

it.each(EXACT)(
  '$kind finds a linear function’s gradient exactly with as many directions as dimensions, up to its factor',
  ({ kind, exactFactor }) => {
    const d = 12;
    const slope = slopeOf(d, 0);
    const x = new Float64Array(d).fill(0.4);
    const { gradient } = drive(createEstimator(kind, { directions: d, smoothingRadius: 0.01 }), value(linear(slope)), {
      at: { x, value: linear(slope)(x) },
    });
    for (const [j, component] of gradient.entries()) expect(exactFactor(d) * component).toBeCloseTo(slope[j]!, 6);
  },
);

describe.each(KINDS)('%s', (kind) => {
  const smoothingRadius = 0.01;
  const laws = LAWS[kind];

  it('spends the evaluations it says, and none on the centre', () => {
    const x = new Float64Array(30).fill(0.5);
    const slope = slopeOf(30, 2);
    const { queries, usable, points } = drive(createEstimator(kind, { directions: 20, smoothingRadius }), value(linear(slope)), {
      at: { x, value: linear(slope)(x) },
    });
    const expected = laws.queries?.(20) ?? 20;
    expect([queries, usable, points.length]).toEqual([expected, laws.directions?.(20) ?? 20, expected]);
    expect(points.every((point) => point.some((coordinate) => coordinate !== 0.5))).toBe(true);
  });

  it('has the cosine of its directions with the gradient of a random linear function', () => {
    const [d, directions] = [60, 20];
    const x = new Float64Array(d).fill(0.5);
    const estimator = createEstimator(kind, { directions, smoothingRadius });
    const cosines = Array.from({ length: 400 }, (_, round) => {
      const slope = slopeOf(d, round);
      const { gradient } = drive(estimator, value(linear(slope)), { at: { x, value: linear(slope)(x) }, random: stream(round) });
      return dot(gradient, slope) / Math.sqrt(dot(gradient, gradient) * dot(slope, slope));
    });
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    expect(Math.abs(mean - laws.cosine(directions, d))).toBeLessThan(0.03);
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
    expect(estimate.queries).toBe(estimate.points.length);
    expect(estimate.gradient.every(Number.isFinite)).toBe(true);
    if (laws.projection === undefined) return;
    expect([estimate.queries, estimate.usable]).toEqual([6, 3]);
    // The gradient's projection on the three directions that are left, with the factor that the average over them has.
    const factor = laws.projection(3, d);
    const expected = new Float64Array(d);
    for (const point of estimate.points.slice(3)) {
      const direction = point.map((coordinate, j) => (coordinate - x[j]!) / smoothingRadius);
      const along = dot(slope, direction);
      for (let j = 0; j < d; j += 1) expected[j]! += factor * along * direction[j]!;
    }
    for (const [j, component] of estimate.gradient.entries()) expect(component).toBeCloseTo(expected[j]!, 6);
  });

  it('fails by name when nothing has a value, and knows what that cost', () => {
    const run = (): unknown =>
      drive(createEstimator(kind, { directions: 3, smoothingRadius }), () => ({ kind: 'infeasible' }), {
        at: { x: new Float64Array(5), value: 1 },
      });
    expect(run).toThrow(EstimationError);
    expect(run).toThrow(/none of \d evaluations.*infeasible/);
  });

  it('is the same for the same stream', () => {
    const f = value((x) => dot(x, x));
    const at = { x: new Float64Array(9).fill(0.3), value: 0.81 };
    const estimator = createEstimator(kind, { directions: 4, smoothingRadius });
    expect(drive(estimator, f, { at, random: stream(5) })).toEqual(drive(estimator, f, { at, random: stream(5) }));
  });

  it('goes on bit for bit from a state that was stored and read back, and leaves the state it was given as it was', () => {
    const f = (x: Float64Array): number => x.reduce((sum, xj, j) => sum + (j + 1) * (xj - 0.2) ** 2, 0);
    const estimator = createEstimator(kind, { directions: 3, smoothingRadius, memory: 5 });
    let straight = estimator.init(4);
    let stored = estimator.init(4);
    for (let step = 0; step < 13; step += 1) {
      const x = Float64Array.from({ length: 4 }, (_, j) => 0.5 + 0.01 * step * (j - 1.3));
      const before = structuredClone(straight);
      const at = { x, value: f(x) };
      const one = drive(estimator, value(f), { at, state: straight, random: stream(step) });
      const other = drive(estimator, value(f), { at, state: structuredClone(stored), random: stream(step) });
      expect(other).toEqual(one);
      expect(straight).toEqual(before);
      straight = one.state;
      stored = other.state;
    }
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
