import { describe, expect, it } from 'vitest';
import { nextStage } from './stage.js';
import type { TrustRegionState } from './state.js';

const START = {
  noisy: false,
  stage: 'wide',
  patience: 1,
  wideLevel: 0,
  level: -1,
  markLevel: -1,
  markRounds: 0,
  iterate: Float64Array.of(0.3),
  centre: Float64Array.of(0.5),
  centreLevel: -0.9,
} as unknown as TrustRegionState;
const LIMITS = { firstRadius: 0.12, window: 6 };

/** The stages of rounds whose levels are given. */
function stagesOf(levels: readonly number[], start = START): TrustRegionState[] {
  let state = start;
  return levels.map((level) => (state = nextStage({ ...state, level }, LIMITS)));
}
const still = (rounds: number, level = -1): number[] => Array.from({ length: rounds }, () => level);

describe('the stages of the trust region', () => {
  it('goes from wide to fine after a window of rounds without progress, from the best point', () => {
    const states = stagesOf(still(6));
    expect(states.map(({ stage }) => stage)).toEqual([...still(5).map(() => 'wide'), 'fine']);
    expect(states[5]).toMatchObject({ centre: START.iterate, centreLevel: -1 });
  });

  it('stays wide as long as a hundredth of the fall so far comes within the window', () => {
    const levels = Array.from({ length: 30 }, (_, round) => -1 - 0.02 * Math.floor(round / 5));
    expect(stagesOf(levels).every(({ stage }) => stage === 'wide')).toBe(true);
  });

  it('begins anew with the first radii when a fine stage has ended', () => {
    expect(stagesOf(still(12)).at(-1)).toMatchObject({ stage: 'wide', designRadius: 0.12, trustRadius: 0.12 });
  });

  it('watches fine stages twice as long each time that a wide one has found nothing', () => {
    const stages = stagesOf(still(6 + 6 + 6 + 12 + 6 + 24)).map(({ stage }) => stage);
    const lengths = stages.reduce<number[]>(
      (sum, stage, i) => (stage === stages[i - 1] ? [...sum.slice(0, -1), sum.at(-1)! + 1] : [...sum, 1]),
      [],
    );
    expect(lengths).toEqual([5, 6, 6, 12, 6, 24, 1]);
  });

  it('stays wide where values do not repeat', () => {
    expect(stagesOf(still(40), { ...START, noisy: true }).every(({ stage }) => stage === 'wide')).toBe(true);
  });
});
