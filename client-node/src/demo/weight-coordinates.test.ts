import { createStream, fillNormal } from '@fedzoo/shared/numeric';
import { expect, it } from 'vitest';
import { classScores, layout } from './classifier.js';
import { toProbabilities, weightCoordinates, weightsOf } from './weight-coordinates.js';

const classifier = { inputs: 3, hidden: 2, classes: 3 };
const { dimension } = layout(classifier);
const stream = createStream({ seed: 9, client: 0, round: 0, purpose: 'test' });
const normals = (count: number): Float64Array => {
  const values = new Float64Array(count);
  fillNormal(stream, values);
  return values;
};
const rows = { inputs: Float32Array.from(normals(4 * 3)), rowLength: 3, labels: Int32Array.of(0, 1, 2, 0) };
const start = normals(dimension);
const probabilitiesAt = (weights: Float64Array): Float64Array => toProbabilities(classScores(classifier, weights, rows.inputs), 3);

it('are those in which the Gauss-Newton matrix of the loss plus λ is the identity', () => {
  const coordinates = weightCoordinates(classifier, start, rows);
  const at = probabilitiesAt(start);
  for (let trial = 0; trial < 5; trial++) {
    const z = normals(dimension);
    // v = L⁻ᵀ z, so zᵀz must be vᵀ(H + λI)v, here with the derivatives of −ln pₖ along v by central differences.
    const v = weightsOf(coordinates, z).map((weight, j) => weight - start[j]!);
    const moved = (by: number): Float64Array => probabilitiesAt(start.map((weight, j) => weight + by * v[j]!));
    const [up, down] = [moved(1e-6), moved(-1e-6)];
    const curvature = at.reduce((sum, p, i) => sum + (p / 4) * ((Math.log(up[i]!) - Math.log(down[i]!)) / 2e-6) ** 2, 0);
    const damping = 0.01 * v.reduce((sum, step) => sum + step * step, 0);
    expect(curvature + damping).toBeCloseTo(
      z.reduce((sum, step) => sum + step * step, 0),
      6,
    );
  }
});

it('have the public weights at zero', () => {
  expect(weightsOf(weightCoordinates(classifier, start, rows), new Float64Array(dimension))).toEqual(start);
});
