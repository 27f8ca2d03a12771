import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../workspace.js';
import { designPoints, type SharedDesign } from './shared-design.js';

const d = 12;
const centre = new Float64Array(d).fill(0.5);
const points = (design: Partial<SharedDesign>) =>
  designPoints({ centre, radius: 0.1, first: 0, count: 6, ...design }, 7, createWorkspace());
const displacement = (point: Float64Array) => point.map((element, j) => element - centre[j]!);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, element, j) => sum + element * b[j]!, 0);

describe('the shared design', () => {
  it('spans the space in d directions, whatever the size of a design, at two radii', () => {
    const epoch = [...points({ first: 0 }), ...points({ first: 6 })].map(displacement);
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < i; k++) expect(dot(epoch[i]!, epoch[k]!)).toBeCloseTo(0, 14);
      expect(Math.sqrt(dot(epoch[i]!, epoch[i]!))).toBeCloseTo(i % 2 === 0 ? 0.1 : 0.05, 12);
    }
  });

  it('depends on the number of its first direction alone, not on the designs before', () => {
    expect(points({ first: 3, count: 2 }).map(displacement)[0]).not.toEqual(points({ first: 4, count: 2 }).map(displacement)[0]);
    const workspace = createWorkspace();
    designPoints({ centre, radius: 0.1, first: 24, count: 6 }, 7, workspace);
    expect(designPoints({ centre, radius: 0.1, first: 0, count: 6 }, 7, workspace)).toEqual(points({}));
  });

  it('is made once for clients that are asked for it in turn, and anew where anything about it differs', () => {
    const workspace = createWorkspace();
    const design = { centre, radius: 0.1, first: 0, count: 6 };
    const made = designPoints(design, 7, workspace);
    expect(designPoints({ ...design, centre: centre.slice() }, 7, workspace)).toBe(made);
    const elsewhere = centre.map((coordinate) => coordinate + 0.01);
    for (const change of [{ centre: elsewhere }, { radius: 0.05 }, { first: 1 }, { count: 5 }])
      expect(designPoints({ ...design, ...change }, 7, workspace)).toEqual(points(change));
    expect(designPoints(design, 8, workspace)).not.toEqual(made);
  });

  it('takes new directions in a new epoch', () => {
    expect(points({ first: d })[0]).not.toEqual(points({ first: 0 })[0]);
  });

  it('stays in the box by reflection at its faces', () => {
    for (const point of points({ centre: new Float64Array(d).fill(0.02), radius: 2 })) {
      expect(Math.min(...point)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...point)).toBeLessThanOrEqual(1);
    }
  });
});
