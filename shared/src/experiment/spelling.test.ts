import { describe, expect, it } from 'vitest';
import { closestWord } from './spelling.js';

describe('closestWord', () => {
  it.each([
    ['localiterations', 'localIterations'],
    ['localIteration', 'localIterations'],
    ['lcoalIterations', 'localIterations'],
    ['learningrat', 'learningRate'],
  ])('takes %s for %s', (word, meant) => {
    expect(closestWord(word, ['learningRate', 'localIterations', 'kind'])).toBe(meant);
  });

  it('does not guess when nothing is close', () => {
    expect(closestWord('temperature', ['kind', 'rounds'])).toBeUndefined();
    expect(closestWord('x'.repeat(100_000), ['kind'])).toBeUndefined();
  });
});
