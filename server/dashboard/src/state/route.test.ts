import { describe, expect, it } from 'vitest';
import { parseRoute, runLink } from './route.svelte.js';

describe('the route', () => {
  it('leads from a link back to its run, whatever its id', () => {
    for (const run of ['a', 'run-7_b.c', 'with space', '50%']) expect(parseRoute(runLink(run))).toEqual({ kind: 'run', run });
  });

  it('is the overview where the address says nothing that is known', () => {
    for (const hash of ['', '#', '#/', '#/nothing', '#/runs/', '#/runs/a/b', '#/runs/%'])
      expect(parseRoute(hash)).toEqual({ kind: 'overview' });
  });
});
