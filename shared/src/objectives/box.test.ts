import { describe, expect, it } from 'vitest';
import { createBox, expandCoordinates, toNaturalUnits, toUnitBox } from './box.js';
import { fromFunction, inNaturalUnits } from './natural-units.js';

describe('a box', () => {
  const box = createBox(-2, [2, 6, 0], 3);

  it('maps its corners to the unit cube and back', () => {
    expect([...toNaturalUnits(box, Float64Array.of(0, 1, 0.5))]).toEqual([-2, 6, -1]);
    expect([...toUnitBox(box, Float64Array.of(-2, 6, -1), 'start')]).toEqual([0, 1, 0.5]);
  });

  it('projects what lies outside the unit cube, coordinate by coordinate', () => {
    expect([...toNaturalUnits(box, Float64Array.of(-0.3, 1.7, 0.5))]).toEqual([-2, 6, -1]);
  });

  it('has no point outside itself', () => {
    expect(() => toUnitBox(box, Float64Array.of(0, 6.5, -1), 'start')).toThrow('start[1]: is 6.5, must lie in the box [-2, 6]');
  });

  it('is not empty, finite, and of one dimension', () => {
    expect(() => createBox(1, [2, 1], 2)).toThrow('lower[1]: is 1, must be below upper[1] = 1');
    expect(() => createBox(Number.NaN, 1, 2)).toThrow('lower[0]: is NaN, must be a finite number');
    expect(() => expandCoordinates([1, 2], 3, 'upper')).toThrow('upper: has 2 coordinates, must have 3');
  });
});

describe('an objective in natural units', () => {
  const box = createBox(-10, 10, 2);

  it('is asked at the natural point and told the number of the query', () => {
    const asked: unknown[] = [];
    const objective = inNaturalUnits(box, (z, query) => {
      asked.push([...z], query);
      return { kind: 'infeasible' };
    });
    expect(objective.evaluate(Float64Array.of(0.75, 2), 7)).toEqual({ kind: 'infeasible' });
    expect(asked).toEqual([[5, 10], 7]);
  });

  it('reports a number that is not finite as failed', () => {
    const outcome = fromFunction(box, () => Number.POSITIVE_INFINITY).evaluate(new Float64Array(2), 0);
    expect(outcome).toEqual({ kind: 'failed', reason: 'the objective computed Infinity, which is not a finite number' });
  });
});
