import { describe, expect, it } from 'vitest';
import type { AlgorithmOptions } from '../messages.js';
import { resolvePrivateRun, type PrivateRunTerms } from './resolve-private-run.js';

const CLIP = { restart: { quantile: 0.5, first: 2 } };
const SECTION: PrivateRunTerms = {
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  epsilon: 3,
  delta: 1e-5,
  clip: CLIP,
  members: 10_000,
};
const SIZE = { name: 'run', rounds: 20, dimension: 40, clients: 10 };

function resolve(algorithm: AlgorithmOptions, section: Partial<PrivateRunTerms> = {}) {
  return resolvePrivateRun(algorithm, { ...SECTION, ...section }, SIZE);
}

const adaptedTo = (change: object) => ({ clip: { restart: { ...CLIP.restart, ...change } } });

describe('a clip radius that is to be adapted', () => {
  it.each(['zo-diff2', 'diff2-gd', 'dp-gd', 'private-fzoos'])('is planned with its usual rate and count for %s', (kind) => {
    const { privacy, section } = resolve({ kind });
    expect(privacy.clip).toEqual({ restart: 2, difference: 2, adapted: { quantile: 0.5, rate: 0.2, countNoise: 500 } });
    expect(resolvePrivateRun({ kind }, section, SIZE)).toEqual({ algorithm: { kind }, rounds: 20, section, privacy });
  });

  it('has a count with noise of at least two multipliers where members are few, of at most 512 where they are many', () => {
    const noiseOf = (members: number) => {
      const { clip, noise } = resolve({ kind: 'zo-diff2' }, { members, delta: 1e-9 }).privacy;
      return clip.adapted!.countNoise / noise.restart;
    };
    expect([noiseOf(20), noiseOf(1e7)]).toEqual([2, 512]);
    expect(resolve({ kind: 'zo-diff2' }, { members: 20, relation: 'replace-one' }).privacy.clip.adapted!.countNoise).toBeCloseTo(
      4 * resolve({ kind: 'zo-diff2' }, { members: 20 }).privacy.noise.restart,
      9,
    );
  });

  it.each([
    ['auto', { kind: 'auto' }, {}, /^privacy\.clip\.restart: is \{"quantile":0\.5,"first":2\}, .* auto .* name a method: zo-diff2/],
    [
      'private-surrogate',
      { kind: 'private-surrogate' },
      {},
      /^privacy\.clip\.restart: is \{.*which private-surrogate cannot do; give a number, or take zo-diff2/,
    ],
    [
      'a method that auto chose',
      { kind: 'auto', method: { kind: 'private-surrogate' } },
      {},
      /^privacy\.clip\.restart: .*private-surrogate cannot do/,
    ],
    ['differences', { kind: 'zo-diff2' }, { restart: 4 }, /^privacy\.restart: is 4, .* take 1, or give privacy\.clip\.restart a number/],
    [
      'a count that would take all',
      { kind: 'dp-gd' },
      adaptedTo({ countNoise: 1 }),
      /^privacy\.clip\.restart\.countNoise: is 1; .* leave it out/,
    ],
    ['a count lost on the grid', { kind: 'dp-gd' }, adaptedTo({ countNoise: 1e6 }), /^privacy\.clip\.restart\.countNoise: is 1000000; /],
  ])('is refused for %s, by name', (_, algorithm, section, message) => {
    expect(() => resolve(algorithm, section)).toThrow(message);
  });
});
