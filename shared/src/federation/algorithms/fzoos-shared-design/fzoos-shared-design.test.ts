import { describe, expect, it } from 'vitest';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { createClientContext } from '../../client-context.js';
import { createWorkspace } from '../../workspace.js';
import { finalState, smallFederation } from '../../testing/small-federation.js';
import { gapCorrection } from './gap-correction.js';
import { fzoosSharedDesignOptions } from './options.js';
import { extendedGap, sharedDesignStateOf, type SharedDesignState } from './state.js';

const small = {
  kind: 'fzoos-shared-design',
  localIterations: 5,
  directions: 10,
  localWindow: 40,
  localQueries: { candidates: 8, queries: 2 },
};

describe('the gap between F and a client', () => {
  const state: SharedDesignState = {
    ...sharedDesignStateOf(null),
    gap: { x: Float64Array.of(0.1, 0.2), y: Float64Array.of(7) },
    // x and three points; the client has no value at the second of them.
    design: { round: 2, x: Float64Array.of(0.5, 0.5, 0.6, 0.5, 0.7, 0.5, 0.8, 0.5), y: Float64Array.of(3, 4, Number.NaN, 5) },
  };
  // F(x) − F(x₀) = 2; F(p) − F(x) = 10, 20, 30; too few clients have the third.
  const means = Float64Array.of(2, 10, 20, 30, 1, 1, 0);

  it('is what the means add up to less the own value, at x and at the points that both have', () => {
    const { x, y } = extendedGap(state, means, { round: 3, count: 10, dimension: 2 });
    expect([...y]).toEqual([7, 2 - 3, 2 + 10 - 4]);
    expect([...x]).toEqual([0.1, 0.2, 0.5, 0.5, 0.6, 0.5]);
  });

  it('keeps the newest points', () => {
    const { x, y } = extendedGap(state, means, { round: 3, count: 1, dimension: 2 });
    expect([...y]).toEqual([8]);
    expect([...x]).toEqual([0.6, 0.5]);
  });

  it('learns nothing from the means of a design that the client did not evaluate', () => {
    expect(extendedGap(state, means, { round: 4, count: 10, dimension: 2 })).toBe(state.gap);
    expect(extendedGap(state, undefined, { round: 3, count: 10, dimension: 2 })).toBe(state.gap);
  });
});

describe('fzoos-shared-design', () => {
  it('corrects along the slope of the gap, where that is linear and the points span the space', () => {
    const federation = smallFederation({ algorithm: small, dimension: 3 });
    const context = createClientContext({
      plan: federation.plan,
      clientNumber: 0,
      round: 1,
      phase: 0,
      kernels: scalarKernels,
      workspace: createWorkspace(),
    });
    const slope = [2, -1, 0.5];
    // The centre, and two points on either side of it along every axis.
    const centre = Float64Array.of(0.5, 0.5, 0.5);
    const x = Float64Array.of(
      ...centre,
      ...[0, 1, 2].flatMap((axis) => [-0.05, 0.05].flatMap((offset) => Array.from(centre.with(axis, 0.5 + offset)))),
    );
    const y = Float64Array.from({ length: 7 }, (_, k) => 9 + slope.reduce((sum, s, j) => sum + s * x[3 * k + j]!, 0));
    const correction = gapCorrection({ x, y }, fzoosSharedDesignOptions.parse(small), context);
    // Along the slope to rounding; the process's own length is a few per cent too great, as its length-scale follows the width of the data.
    const ratios = [...correction!(centre)].map((component, j) => component / slope[j]!);
    expect(Math.max(...ratios) / Math.min(...ratios)).toBeCloseTo(1, 6);
    expect(Math.abs(ratios[0]! - 1)).toBeLessThan(0.05);
    expect(
      gapCorrection({ x: new Float64Array(0), y: new Float64Array(0) }, fzoosSharedDesignOptions.parse(small), context),
    ).toBeUndefined();
  });

  it('descends at heterogeneity 50', async () => {
    const federation = smallFederation({ algorithm: small, heterogeneity: 50, rounds: 12 });
    const { server } = await finalState(federation);
    expect(federation.value(server.iterate)).toBeLessThan(0.5 * federation.value(federation.problem.start));
  });

  it('lets all clients evaluate the same points in its second phase, and sends numbers for these alone', async () => {
    const federation = smallFederation({ algorithm: small, rounds: 1 });
    const { engine, pool, start } = federation;
    const local = engine.openPhase(start, 'all', 0);
    const first = await pool.run(engine.tasks(local));
    expect(Object.keys(first[0]!.tensors)).toEqual(['update']);
    const design = engine.openPhase(engine.closePhase(engine.accept(local, first).state).state, 'all', 0);
    const second = await pool.run(engine.tasks(design));
    expect(second.map(({ queries }) => queries)).toEqual([11, 11, 11]);
    for (const { tensors } of second) {
      const sizes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
      expect(sizes).toEqual({ differences: [10], present: [10], infeasible: [10], change: [2] });
    }
  });
});
