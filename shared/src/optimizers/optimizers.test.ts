import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../errors.js';
import type { OptimizerState } from './optimizer.js';
import { createOptimizer, OPTIMIZERS, type OptimizerKind } from './optimizers.js';
import { linearDecayRate } from './schedule.js';

const KINDS = Object.keys(OPTIMIZERS) as OptimizerKind[];

/** A different gradient at every step, of no special structure. */
function gradientAt(step: number): Float64Array {
  return Float64Array.from([1.5 - step, 0.25 * step * step, -7e-3 / (step + 1), 1e5]);
}

/** A state as JSON text and back; typed arrays are written as lists of their shortest round-trip decimals. */
function throughJson(state: OptimizerState): OptimizerState {
  const text = JSON.stringify(state, (_, value: unknown) => (value instanceof Float64Array ? { f64: [...value] } : value));
  return JSON.parse(text, (_, value: unknown) =>
    value !== null && typeof value === 'object' && 'f64' in value ? Float64Array.from(value.f64 as number[]) : value,
  ) as OptimizerState;
}

describe.each(KINDS)('%s', (kind) => {
  it('goes on bit for bit from a state that was stored and read back', () => {
    const optimizer = createOptimizer(kind, { learningRate: linearDecayRate(0.1, 50) });
    let state = optimizer.init(4);
    let stored = optimizer.init(4);
    for (let step = 0; step < 20; step += 1) {
      const straight = optimizer.update(gradientAt(step), state);
      const resumed = optimizer.update(gradientAt(step), step % 2 === 0 ? throughJson(stored) : structuredClone(stored));
      expect(resumed).toEqual(straight);
      state = straight.state;
      stored = resumed.state;
    }
  });

  it('changes neither the gradient nor the state it is given', () => {
    const optimizer = createOptimizer(kind, { learningRate: 0.1 });
    const { state } = optimizer.update(gradientAt(0), optimizer.init(4));
    const gradient = gradientAt(1);
    const before = structuredClone({ gradient, state });
    optimizer.update(gradient, state);
    expect({ gradient, state }).toEqual(before);
  });

  it('makes no step from a gradient that was always zero', () => {
    const optimizer = createOptimizer(kind, { learningRate: 0.1 });
    let state = optimizer.init(3);
    for (let step = 0; step < 3; step += 1) {
      const update = optimizer.update(new Float64Array(3), state);
      expect(update.step.every((component) => component === 0)).toBe(true);
      state = update.state;
    }
  });

  it('counts its steps and reads the schedule by that count', () => {
    const asked: number[] = [];
    const optimizer = createOptimizer(kind, {
      learningRate: (step) => {
        asked.push(step);
        return 0.1;
      },
    });
    let state = optimizer.init(1);
    for (let step = 0; step < 4; step += 1) ({ state } = optimizer.update(Float64Array.of(1), state));
    expect(asked).toEqual([0, 1, 2, 3]);
    expect(state.steps).toBe(4);
  });

  it('descends a convex quadratic to its minimum', () => {
    const curvature = [1, 4, 0.5];
    const minimum = [0.3, -1, 2];
    const optimizer = createOptimizer(kind, { learningRate: linearDecayRate(0.1, 400) });
    let state = optimizer.init(3);
    let x = new Float64Array(3);
    for (let t = 0; t < 400; t += 1) {
      const update = optimizer.update(
        x.map((component, j) => curvature[j]! * (component - minimum[j]!)),
        state,
      );
      state = update.state;
      x = x.map((component, j) => component + update.step[j]!);
    }
    for (const [j, component] of x.entries()) expect(component).toBeCloseTo(minimum[j]!, 2);
  });

  it('refuses a gradient of another dimension and one that is not finite', () => {
    const optimizer = createOptimizer(kind, { learningRate: 0.1 });
    const state = optimizer.init(2);
    expect(() => optimizer.update(new Float64Array(3), state)).toThrow(/3 components.*2/);
    expect(() => optimizer.update(Float64Array.of(0, NaN), state)).toThrow(/component 1 is NaN/);
    expect(() => optimizer.update(Float64Array.of(Infinity, 0), state)).toThrow(InvalidArgumentError);
  });

  it.each([0, -0.1, NaN, Infinity])('refuses the learning rate %d', (learningRate) => {
    expect(() => createOptimizer(kind, { learningRate })).toThrow(InvalidArgumentError);
  });

  it.each([0, -1, 1.5, NaN])('refuses the dimension %d', (dimension) => {
    expect(() => createOptimizer(kind, { learningRate: 0.1 }).init(dimension)).toThrow(InvalidArgumentError);
  });
});
