import type { ClientId } from '@fedzoo/shared/federation/server';
import { describe, expect, it } from 'vitest';
import type { PresentClient } from './client-pool.js';
import { commonStart, findStart } from './run-start.js';

describe('the common start', () => {
  it('is exactly the point on which all agree, whatever their weights', () => {
    const start = Float64Array.of(0.1, 1 / 3, 0.7, 1);
    const members = [0.1, 1 / 7, 3].map((weight) => ({ start, weight }));
    expect(commonStart(members)).toEqual(start);
  });

  it('is their weighted mean where they differ', () => {
    const x0 = commonStart([
      { start: Float64Array.of(0, 0.5), weight: 1 },
      { start: Float64Array.of(1, 0.5), weight: 3 },
    ]);
    expect([...x0]).toEqual([0.75, 0.5]);
  });
});

describe('a run starts', () => {
  const present = [client('a', 2), client('b', 3), client('c', 3), client('d', 2), client('e', 3)];

  it('with all clients of its dimension, once they are enough', () => {
    expect(findStart(present, { dimension: 2, minimumClients: 2 })?.members.map(({ client: id }) => id)).toEqual(['a', 'd']);
    expect(findStart(present, { dimension: 2, minimumClients: 3 })).toBeUndefined();
    expect(findStart(present, { dimension: 4, minimumClients: 1 })).toBeUndefined();
    expect(findStart([], { dimension: undefined, minimumClients: 1 })).toBeUndefined();
  });

  it('where none is asked for, with the dimension that most have, the smaller of two', () => {
    expect(findStart(present, { dimension: undefined, minimumClients: 1 })?.dimension).toBe(3);
    expect(findStart(present.slice(0, 4), { dimension: undefined, minimumClients: 1 })?.dimension).toBe(2);
  });
});

function client(id: string, dimension: number): PresentClient {
  const link = { name: 'host', lastSeenMs: 0, assign: () => undefined, notify: () => undefined };
  return { client: id as ClientId, dimension, start: new Float64Array(dimension), weight: 1, label: 'test', link };
}
