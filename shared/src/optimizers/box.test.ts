import { describe, expect, it } from 'vitest';
import { foldIntoUnitInterval } from './box.js';

describe('folding into the unit interval', () => {
  it('reflects at the faces as often as it takes, and leaves alone what is inside', () => {
    expect([0, 0.3, 1].map(foldIntoUnitInterval)).toEqual([0, 0.3, 1]);
    expect([-0.25, 1.25, 2.25, -2.25, 7.5].map(foldIntoUnitInterval)).toEqual([0.25, 0.75, 0.25, 0.25, 0.5]);
  });
});
