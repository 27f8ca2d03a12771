import { describe, expect, it } from 'vitest';
import { instanceObjectives, parseInstance } from './instance.js';

const file = {
  name: 'Quadratic',
  formula: 'left alone',
  dim: 2,
  n_funcs: 2,
  div: 0.5,
  seed: 1,
  c1: [
    [1, 2],
    [1, 0],
  ],
  c2: [
    [0, 1],
    [2, 1],
  ],
  x0: [0.25, 0.5],
  lb: [-10, -10],
  ub: [10, 10],
  weights: [0.5, 0.5],
};

describe('an instance file', () => {
  it('gives one objective a client, with the published formula', () => {
    const problem = instanceObjectives(parseInstance(file));
    // x0 is z = (−5, 0): client 0 has 1·25 + 2·0 + 0·(−5) + 1·0, client 1 has 25 − 10.
    expect(problem.objectives.map((objective) => objective.evaluate(problem.start, 0))).toEqual([
      { kind: 'value', value: 0.05 * 26 },
      { kind: 'value', value: 0.05 * 16 },
    ]);
    expect([...problem.weights]).toEqual([0.5, 0.5]);
  });

  it.each([
    [{ name: 'quadratic' }, 'name: is "quadratic", must be one of Quadratic, Ackley, Levy'],
    [{ name: 'toString' }, 'name: is "toString", must be one of Quadratic, Ackley, Levy'],
    [{ dim: 0 }, 'dim: is 0, must be a whole number, at least 1'],
    [{ name: 'Levy', dim: 1 }, 'dim: is 1, must be a whole number, at least 2'],
    [{ n_funcs: 1.5 }, 'n_funcs: is 1.5, must be a whole number, at least 1'],
    [{ div: -1 }, 'div: is -1, must be a number, at least 0'],
    [{ c1: [[1, 2]] }, 'c1: is a list of 1, must be a list of n_funcs = 2 rows, one a client'],
    [{ c2: [[0, 1], [2]] }, 'c2[1]: is a list of 1, must be a list of 2 numbers'],
    [
      {
        c2: [
          [0, 1],
          [2, null],
        ],
      },
      'c2[1][1]: is null, must be a finite number',
    ],
    [{ x0: [0.5, 1.5] }, 'x0[1]: is 1.5, must be a finite number in [0, 1]'],
    [{ lb: [-10, 10] }, 'lower[1]: is 10, must be below upper[1] = 10'],
    [{ weights: [1, 0] }, 'weights[1]: is 0, must be a finite number above 0'],
    [{ weights: [1, 1] }, 'weights: sum to 2, must sum to 1'],
    [{ ub: undefined }, 'ub: is missing, must be a list of 2 numbers'],
  ])('with %o is refused with the field, its value and what it must be', (change, message) => {
    expect(() => parseInstance({ ...file, ...change })).toThrow(message);
  });

  it('is an object', () => {
    expect(() => parseInstance([1])).toThrow('instance: is a list of 1, must be an object');
  });
});
