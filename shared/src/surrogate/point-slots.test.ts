import { describe, expect, it } from 'vitest';

import { createStream } from '../numeric/random-stream.js';
import { createPointSlots } from './point-slots.js';

const CAPACITY = 12;

/** Point number i of two coordinates. */
function pointsOf(numbers: readonly number[]): Float64Array {
  return Float64Array.from(numbers.flatMap((number) => [number, 2 * number]));
}

describe('point slots', () => {
  it('keep a label that is moved along with its point, whatever comes and goes', () => {
    const points = new Float64Array(2 * CAPACITY);
    const slots = createPointSlots(points, 2);
    const stream = createStream({ seed: 4, client: 0, round: 0, purpose: 'test' });
    const labels: number[] = [];
    for (let turn = 0; turn < 400; turn++) {
      const numbers = new Set<number>();
      const size = stream.integer(CAPACITY + 1);
      while (numbers.size < size) numbers.add(stream.integer(30));
      const wanted = [...numbers];
      const { assigned, moves, firstFresh } = slots.assign(pointsOf(wanted));
      for (const { from, to } of moves) labels[to] = labels[from]!;
      labels.length = Math.min(labels.length, firstFresh);
      for (const [i, slot] of assigned.entries()) if (slot >= firstFresh) labels[slot] = wanted[i]!;

      expect(assigned.map((slot) => labels[slot])).toEqual(wanted);
      expect(labels).toHaveLength(slots.used);
      expect(points.subarray(0, 2 * slots.used)).toEqual(pointsOf(labels));
    }
  });

  it('keep what is not asked for while there is room, and give the earliest up first', () => {
    const slots = createPointSlots(new Float64Array(8), 2);
    slots.assign(pointsOf([1, 2, 3]));
    slots.assign(pointsOf([4]));
    expect(slots.assign(pointsOf([3, 1])).firstFresh).toBe(4);
    expect(slots.assign(pointsOf([5, 3])).moves).toEqual([{ from: 3, to: 0 }]);
    expect(slots.assign(pointsOf([4, 2, 3, 5])).firstFresh).toBe(4);
  });

  it('find points again that were given up as new ones', () => {
    const slots = createPointSlots(new Float64Array(6), 2);
    slots.assign(pointsOf([1, 2, 3]));
    slots.shrink(1);
    expect(slots.assign(pointsOf([1, 2]))).toEqual({ assigned: [0, 1], moves: [], firstFresh: 1 });
  });
});
