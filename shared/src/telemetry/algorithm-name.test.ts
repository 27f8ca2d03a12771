import { expect, it } from 'vitest';
import { algorithmName } from './algorithm-name.js';

it('names a method by its kind, and what auto chose beside it', () => {
  expect(algorithmName({ kind: 'fzoos' })).toBe('fzoos');
  expect(algorithmName({ kind: 'auto' })).toBe('auto');
  expect(algorithmName({ kind: 'auto', method: { kind: 'fedzo' } })).toBe('auto (fedzo)');
  expect(algorithmName({ kind: 'auto', method: { kind: 'fedzo' } }, 'cma-es')).toBe('auto (fedzo, then cma-es)');
});
