import type { RoundRow } from '@fedzoo/shared/telemetry';
import { describe, expect, it } from 'vitest';
import { sparklinePath } from './sparkline.js';

const rows = (bests: readonly (number | null)[]): RoundRow[] =>
  bests.map((best, round) => ({ round, value: best, best, queries: round, bytesUp: 0, bytesDown: 0, seconds: 0, clients: 1 }));
const box = { of: 10, width: 100, height: 30 };

describe('the sparkline', () => {
  it('is none before two values are known', () => {
    expect(sparklinePath([], box)).toBeNull();
    expect(sparklinePath(rows([1, null]), box)).toBeNull();
  });

  it('leaves room for the rounds to come', () => {
    expect(sparklinePath(rows([3, 2, 1, 0, -1, -2]), box)?.end).toEqual({ x: 50, y: 28.5 });
  });

  it('of a value that does not move is a line, not a division by zero', () => {
    expect(sparklinePath(rows([2, 2, 2]), box)?.line).toBe('M0.0 28.5L10.0 28.5L20.0 28.5');
  });

  it('has few points however many rounds there are, the last among them', () => {
    const path = sparklinePath(rows(Array.from({ length: 10_001 }, (_, round) => -round)), { ...box, of: 10_000 });
    expect(path?.line.split('L').length).toBeLessThanOrEqual(67);
    expect(path?.end.x).toBe(100);
  });
});
