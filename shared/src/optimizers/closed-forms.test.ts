import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../errors.js';
import { createAdam } from './adam.js';
import { projectOntoBox } from './box.js';
import { createMomentum } from './momentum.js';
import { constantRate, cosineRate, inverseTimeRate, linearDecayRate } from './schedule.js';
import { createSgd } from './sgd.js';

const gradient = Float64Array.of(3, -0.5, 2e-3);

describe('sgd', () => {
  it('steps by minus the rate times the gradient', () => {
    const sgd = createSgd({ learningRate: 0.25 });
    expect([...sgd.update(gradient, sgd.init(3)).step]).toEqual([-0.75, 0.125, -5e-4]);
  });
});

describe('momentum', () => {
  it('steps under a constant gradient like a geometric series', () => {
    const momentum = createMomentum({ learningRate: 1, decay: 0.5 });
    let state = momentum.init(3);
    for (const sum of [1, 1.5, 1.75, 1.875]) {
      const update = momentum.update(gradient, state);
      expect([...update.step]).toEqual([...gradient].map((component) => -sum * component));
      state = update.state;
    }
  });

  it('is gradient descent when it forgets at once', () => {
    const momentum = createMomentum({ learningRate: 0.25, decay: 0 });
    const { state } = momentum.update(Float64Array.of(1, 1, 1), momentum.init(3));
    expect([...momentum.update(gradient, state).step]).toEqual([-0.75, 0.125, -5e-4]);
  });

  it('refuses a decay outside [0, 1)', () => {
    expect(() => createMomentum({ learningRate: 1, decay: 1 })).toThrow(InvalidArgumentError);
  });
});

describe('adam', () => {
  it('begins with minus the rate times the sign of the gradient', () => {
    const adam = createAdam({ learningRate: 0.01 });
    const { step } = adam.update(gradient, adam.init(3));
    for (const [j, component] of step.entries()) expect(component).toBeCloseTo(-0.01 * Math.sign(gradient[j]!), 6);
  });

  it('follows the recursion of its paper', () => {
    // By hand, at the defaults: gradients 1 and then −2.
    const adam = createAdam({ learningRate: 1 });
    const first = adam.update(Float64Array.of(1), adam.init(1));
    const second = adam.update(Float64Array.of(-2), first.state);
    const mean = (0.9 * 0.1 - 2 * 0.1) / (1 - 0.81);
    const square = (0.999 * 0.001 + 4 * 0.001) / (1 - 0.998001);
    expect(second.step[0]).toBeCloseTo(-mean / (Math.sqrt(square) + 1e-8), 12);
  });

  it('does not depend on the scale of the gradient', () => {
    const adam = createAdam({ learningRate: 0.01 });
    let small = adam.init(3);
    let large = adam.init(3);
    for (let t = 1; t <= 5; t += 1) {
      const a = adam.update(
        gradient.map((component) => component / t),
        small,
      );
      const b = adam.update(
        gradient.map((component) => (300 * component) / t),
        large,
      );
      for (let j = 0; j < 3; j += 1) expect(b.step[j]).toBeCloseTo(a.step[j]!, 6);
      [small, large] = [a.state, b.state];
    }
  });

  it('refuses constants outside their ranges', () => {
    expect(() => createAdam({ learningRate: 1, meanDecay: 1 })).toThrow(/meanDecay/);
    expect(() => createAdam({ learningRate: 1, squareDecay: -0.1 })).toThrow(/squareDecay/);
    expect(() => createAdam({ learningRate: 1, stabiliser: 0 })).toThrow(/stabiliser/);
  });
});

describe('schedules', () => {
  it('have their closed forms at the beginning, on the way and after the end', () => {
    const at = (schedule: (step: number) => number): number[] => [0, 50, 100, 150].map(schedule);
    expect(at(constantRate(0.2))).toEqual([0.2, 0.2, 0.2, 0.2]);
    expect(at(inverseTimeRate(0.2, 0.02))).toEqual([0.2, 0.1, 0.2 / 3, 0.05]);
    expect(at(linearDecayRate(0.2, 100))).toEqual([0.2, 0.1, 0, 0]);
    const cosine = at(cosineRate(0.2, 100));
    for (const [i, rate] of [0.2, 0.1, 0, 0].entries()) expect(cosine[i]).toBeCloseTo(rate, 15);
  });

  it('refuse a rate, a decay or a number of steps that means nothing', () => {
    expect(() => constantRate(0)).toThrow(/learningRate/);
    expect(() => inverseTimeRate(0.1, -1)).toThrow(/decay/);
    expect(() => linearDecayRate(0.1, 0)).toThrow(/steps/);
    expect(() => cosineRate(0.1, 2.5)).toThrow(/steps/);
  });
});

describe('the projection onto the box', () => {
  it('moves only what lies outside, to the nearest face', () => {
    const x = Float64Array.of(-0.2, 0, 0.4, 1, 1.7, Infinity);
    expect([...projectOntoBox(x)]).toEqual([0, 0, 0.4, 1, 1, 1]);
    expect([...projectOntoBox(x, 0.3, 0.5)]).toEqual([0.3, 0.3, 0.4, 0.5, 0.5, 0.5]);
    expect([...x]).toEqual([-0.2, 0, 0.4, 1, 1.7, Infinity]);
  });

  it('refuses what is not a number, and a box without inside', () => {
    expect(() => projectOntoBox(Float64Array.of(0, NaN))).toThrow(/component 1/);
    expect(() => projectOntoBox(Float64Array.of(0), 1, 0)).toThrow(InvalidArgumentError);
  });
});
