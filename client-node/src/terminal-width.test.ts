import { describe, expect, it } from 'vitest';
import { terminalWidth } from './terminal-width.js';

describe('the width of a terminal', () => {
  it('is its columns', () => expect(terminalWidth({ isTTY: true, columns: 132 })).toBe(132));
  it('is that of a usual one where it says 0, so that lines are not cut to nothing', () =>
    expect(terminalWidth({ isTTY: true, columns: 0 })).toBe(80));
  it('is undefined for a pipe', () => expect(terminalWidth({ isTTY: false, columns: 0 })).toBeUndefined());
});
