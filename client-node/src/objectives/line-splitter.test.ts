import { describe, expect, it } from 'vitest';
import { splitLines } from './line-splitter.js';

function split(chunks: readonly string[], maximumCharacters = 100): { lines: string[]; overflows: number } {
  const lines: string[] = [];
  let overflows = 0;
  const feed = splitLines((line) => lines.push(line), { maximumCharacters, onOverflow: () => void (overflows += 1) });
  for (const chunk of chunks) feed(chunk);
  return { lines, overflows };
}

describe('line splitting', () => {
  it('gives the same lines however the text is cut', () => {
    const text = 'one\ntwo\r\n\nfour\nunfinished';
    const expected = ['one', 'two', '', 'four'];
    for (let cut = 0; cut <= text.length; cut++) expect(split([text.slice(0, cut), text.slice(cut)]).lines).toEqual(expected);
    expect(split(text.split('')).lines).toEqual(expected);
  });

  it('drops a line that is too long up to its end, tells it once a line, and goes on', () => {
    const { lines, overflows } = split(['a'.repeat(8), 'a'.repeat(8), 'a'.repeat(3), '\nshort\n'], 10);
    expect(lines).toEqual(['short']);
    expect(overflows).toBe(1);
  });
});
