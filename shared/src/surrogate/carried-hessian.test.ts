import { describe, expect, it } from 'vitest';
import { createStream, fillNormal } from '../numeric/random-stream.js';
import { scalarKernels } from '../numeric/scalar-kernels.js';
import { movedHessian } from './carried-hessian.js';

const d = 5;
const stream = createStream({ seed: 3, client: 0, round: 0, purpose: 'test' });
const normals = (length: number) => {
  const values = new Float64Array(length);
  fillNormal(stream, values);
  return values;
};
const half = normals(d * d);
const matrix = Float64Array.from(half, (element, i) => element + half[(i % d) * d + Math.floor(i / d)]!);
const formsOf = (displacements: Float64Array) =>
  Float64Array.from({ length: displacements.length / d }, (_, a) => {
    let sum = 0;
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) sum += displacements[a * d + i]! * matrix[i * d + j]! * displacements[a * d + j]!;
    return sum;
  });

describe('a carried Hessian', () => {
  it.each([
    ['where nothing has changed', 0, 0],
    ['where points were added', 0, 3],
    ['where the oldest left and others came', 4, 4],
    ['where none of the points is left', 12, 5],
  ])('has the forms of the displacements from the new centre %s', (_, dropped, added) => {
    const points = normals(10 * d);
    const later = Float64Array.from([...points, ...normals(added * d)].slice(dropped * d));
    const move = added === 0 ? new Float64Array(d) : normals(d);
    const displacements = Float64Array.from(later, (element, i) => element - move[i % d]!);
    const data = { displacements, distances: later, values: later, noise: later, count: displacements.length / d, dimension: d };
    const moved = movedHessian(scalarKernels, { matrix, forms: formsOf(points) }, data, { move, dropped });
    expect(moved.matrix).toBe(matrix);
    expect(moved.forms).toHaveLength(data.count);
    formsOf(displacements).forEach((form, a) => expect(moved.forms[a]).toBeCloseTo(form, 10));
  });
});
