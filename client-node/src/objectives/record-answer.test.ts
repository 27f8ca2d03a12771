import { createBox } from '@fedzoo/shared/objectives';
import { describe, expect, it } from 'vitest';
import { readRecords } from './record-answer.js';

const BOX = createBox(0, [2, 10], 2);

describe('what an objective tells of its records', () => {
  it('is the same from typed arrays as from lists', () => {
    const typed = readRecords({ records: Float32Array.of(0.5, 1.5), gradients: [Float64Array.of(1, 2), Float64Array.of(3, 4)] }, BOX);
    expect(typed).toEqual(
      readRecords(
        {
          records: [0.5, 1.5],
          gradients: [
            [1, 2],
            [3, 4],
          ],
        },
        BOX,
      ),
    );
    expect(typed).toMatchObject({ value: 1, gradients: Float64Array.of(2, 20, 6, 40) });
  });

  it('leaves the losses of the others as they are where one record has none, however many there are', () => {
    const losses = [0.1, 0.2, 0.3];
    const all = readRecords({ records: losses }, BOX);
    const without = readRecords({ records: ['gone', ...losses.slice(1)] }, BOX);
    if (all.kind !== 'value' || without.kind !== 'value') throw new Error('failed');
    expect(without.records!.slice(1)).toEqual(all.records!.slice(1));
    expect(without.records![0]).toBeNaN();
    expect(without.value).toBeCloseTo(0.25, 15);
  });

  it('has a finite mean though the sum has none', () => {
    expect(readRecords({ records: [1.7e308, 1.7e308] }, BOX)).toMatchObject({ kind: 'value', value: 1.7e308 });
  });
});
