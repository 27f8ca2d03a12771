import { describe, expect, it } from 'vitest';

import { createStream, fillNormal } from '../numeric/random-stream.js';
import { createAdam } from './adam.js';
import { createDog } from './dog.js';
import { createLion } from './lion.js';
import type { Optimizer } from './optimizer.js';
import { createRefinedAdam } from './r-adazo.js';
import { linearDecayRate } from './schedule.js';
import { createSophia } from './sophia.js';

const gradient = Float64Array.of(3, -0.5, 2e-3);

/** Root mean square of the steps under gradients slope + σ·noise, after the averages have settled. */
function stepSize(optimizer: Optimizer, { slope, noise }: { slope: number; noise: number }): number {
  const d = 200;
  const random = createStream({ seed: 3, client: 0, round: 0, purpose: 'test' });
  const draw = new Float64Array(d);
  let state = optimizer.init(d);
  let sum = 0;
  for (let t = 0; t < 400; t += 1) {
    fillNormal(random, draw);
    const update = optimizer.update(
      draw.map((z) => slope + noise * z),
      state,
    );
    state = update.state;
    if (t >= 300) sum += update.step.reduce((total, step) => total + step * step, 0) / d / 100;
  }
  return Math.sqrt(sum);
}

describe('r-adazo', () => {
  it('begins like adam, and goes on like it under a gradient without noise', () => {
    const refined = createRefinedAdam({ learningRate: 0.01 });
    const adam = createAdam({ learningRate: 0.01 });
    let [a, b] = [refined.init(3), adam.init(3)];
    for (let t = 0; t < 5; t += 1) {
      const [mine, other] = [refined.update(gradient, a), adam.update(gradient, b)];
      for (let j = 0; j < 3; j += 1) expect(mine.step[j]).toBeCloseTo(other.step[j]!, 12);
      [a, b] = [mine.state, other.state];
    }
  });

  it('follows its recursion', () => {
    const refined = createRefinedAdam({ learningRate: 1 });
    const first = refined.update(Float64Array.of(1), refined.init(1));
    const second = refined.update(Float64Array.of(-2), first.state);
    const mean = (0.9 * 0.1 - 2 * 0.1) / (1 - 0.81);
    const square = (0.999 * 0.001 + 0.001 * mean * mean) / (1 - 0.998001);
    expect(second.step[0]).toBeCloseTo(-mean / (Math.sqrt(square) + 1e-8), 12);
  });

  it('takes steps of the order of its rate where adam drowns in noise of σ = 30 times the gradient', () => {
    // The average of ten gradients has a variance of σ² (1 − β₁)/(1 + β₁); Adam divides it by σ, this by its own root.
    const signal = { slope: 0.1, noise: 3 };
    expect(stepSize(createAdam({ learningRate: 1 }), signal)).toBeCloseTo(Math.sqrt(0.1 / 1.9), 1);
    expect(stepSize(createRefinedAdam({ learningRate: 1 }), signal)).toBeCloseTo(1, 1);
  });

  it('refuses constants outside their ranges', () => {
    expect(() => createRefinedAdam({ learningRate: 1, meanDecay: 1 })).toThrow(/meanDecay/);
    expect(() => createRefinedAdam({ learningRate: 1, stabiliser: 0 })).toThrow(/stabiliser/);
  });
});

describe('lion', () => {
  it('steps by the rate against the sign of two averages of its own', () => {
    const lion = createLion({ learningRate: 0.25, stepDecay: 0.5, meanDecay: 0.75 });
    const first = lion.update(Float64Array.of(4, -1, 0), lion.init(3));
    expect([...first.step]).toEqual([-0.25, 0.25, 0]);
    expect([...first.state.mean]).toEqual([1, -0.25, 0]);
    // 0.5 · 1 − 0.5 · 0.9 > 0: the average still wins in the first coordinate, not in the second.
    expect([...lion.update(Float64Array.of(-0.9, 0.3, 0), first.state).step]).toEqual([-0.25, -0.25, 0]);
  });

  it('is a descent by signs when it remembers nothing', () => {
    const lion = createLion({ learningRate: 1, stepDecay: 0, meanDecay: 0 });
    const { state } = lion.update(gradient, lion.init(3));
    expect([...lion.update(Float64Array.of(-1e-9, 7, 0), state).step]).toEqual([1, -1, 0]);
  });

  it('refuses constants outside their ranges', () => {
    expect(() => createLion({ learningRate: 1, stepDecay: 1 })).toThrow(/stepDecay/);
    expect(() => createLion({ learningRate: 1, meanDecay: -1 })).toThrow(/meanDecay/);
  });
});

describe('sophia', () => {
  const curvature = Float64Array.of(100, 2, 0.5);

  it('takes Newton’s step where it is shorter than the rate, and the rate where it is not', () => {
    const sophia = createSophia({ learningRate: 0.1, curvatureScale: 0.1 });
    const { step } = sophia.update(gradient, sophia.init(3), curvature);
    expect(step[0]).toBeCloseTo(-0.03, 12);
    expect(step[1]).toBeCloseTo(0.1, 12);
    expect(step[2]).toBeCloseTo(-0.004, 12);
  });

  it('averages the curvatures that were measured, each coordinate over its own', () => {
    const sophia = createSophia({ learningRate: 1, meanDecay: 0, curvatureDecay: 0.5, curvatureScale: 1 });
    let { state } = sophia.update(gradient, sophia.init(3), Float64Array.of(100, 10, NaN));
    ({ state } = sophia.update(gradient, state, Float64Array.of(40, NaN, NaN)));
    const { step } = sophia.update(gradient, state);
    expect(step[0]).toBeCloseTo(-3 / ((25 + 20) / 0.75), 12);
    expect(step[1]).toBeCloseTo(0.05, 12);
    expect(step[2]).toBe(-1);
  });

  it('goes by signs where the curvature is negative or none was ever measured', () => {
    const sophia = createSophia({ learningRate: 0.1 });
    expect([...sophia.update(gradient, sophia.init(3), Float64Array.of(-1, -2, NaN)).step]).toEqual([-0.1, 0.1, -0.1]);
    expect([...sophia.update(gradient, sophia.init(3)).step]).toEqual([-0.1, 0.1, -0.1]);
  });

  it('refuses constants outside their ranges and a curvature that is none', () => {
    expect(() => createSophia({ learningRate: 1, curvatureDecay: 1 })).toThrow(/curvatureDecay/);
    expect(() => createSophia({ learningRate: 1, curvatureScale: 0 })).toThrow(/curvatureScale/);
    const sophia = createSophia({ learningRate: 1 });
    expect(() => sophia.update(gradient, sophia.init(3), new Float64Array(2))).toThrow(/^curvature: has 2/);
    expect(() => sophia.update(gradient, sophia.init(3), Float64Array.of(1, Infinity, 1))).toThrow(/component 1/);
  });
});

describe('dog', () => {
  it('begins with a step of the length it is given, whatever the size of the gradient', () => {
    for (const scale of [1e-6, 1, 1e6]) {
      const dog = createDog({ learningRate: 0.02 });
      const { step } = dog.update(
        gradient.map((component) => scale * component),
        dog.init(3),
      );
      expect(Math.sqrt(step.reduce((sum, component) => sum + component * component, 0))).toBeCloseTo(0.02, 12);
    }
  });

  it('steps by the greatest distance over the root of the sum of squares', () => {
    const dog = createDog({ learningRate: 0.1 });
    let { state } = dog.update(Float64Array.of(3, 4), dog.init(2));
    // 0.1 away; √(25 + 25) in the denominator: the steps are 0.1·(3, 4)/5 and then 0.1·(3, 4)/√50, after which it is farther away.
    const second = dog.update(Float64Array.of(3, 4), state);
    expect(second.step[0]).toBeCloseTo(-0.3 / Math.sqrt(50), 12);
    ({ state } = second);
    const distance = 0.1 + 0.5 / Math.sqrt(50);
    expect(dog.update(Float64Array.of(3, 4), state).step[1]).toBeCloseTo((-4 * distance) / Math.sqrt(75), 12);
  });

  it('arrives whether its first step is short or long', () => {
    const curvature = [1, 4, 0.5];
    const minimum = [0.3, -1, 2];
    for (const learningRate of [1e-4, 1e-2, 1]) {
      const dog = createDog({ learningRate });
      let state = dog.init(3);
      let x = new Float64Array(3);
      for (let t = 0; t < 1000; t += 1) {
        const update = dog.update(
          x.map((component, j) => curvature[j]! * (component - minimum[j]!)),
          state,
        );
        state = update.state;
        x = x.map((component, j) => component + update.step[j]!);
      }
      for (const [j, component] of x.entries()) expect(component).toBeCloseTo(minimum[j]!, 2);
    }
  });

  it('scales its steps by a schedule relative to its beginning', () => {
    const constant = createDog({ learningRate: 0.1 });
    const decaying = createDog({ learningRate: linearDecayRate(0.1, 2) });
    const plain = constant.update(gradient, constant.update(gradient, constant.init(3)).state);
    const half = decaying.update(gradient, decaying.update(gradient, decaying.init(3)).state);
    for (let j = 0; j < 3; j += 1) expect(half.step[j]).toBeCloseTo(plain.step[j]! / 2, 12);
  });
});
