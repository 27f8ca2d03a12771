import { describe, expect, it } from 'vitest';
import { killAgainAndAgain } from './killed-run.js';
import { checkSurvivor } from './surviving-run.js';

describe('a private run whose processes are killed', () => {
  it('spends what it reserved, releases once a round, and follows the bytes it sealed', async () => {
    const killed = await killAgainAndAgain({ kills: 12, seed: 1, mostMs: 12_000 });
    try {
      expect(killed.kills.coordinator).toBeGreaterThan(0);
      expect(killed.roundsBetween).toBeGreaterThan(0);
      await checkSurvivor(killed);
    } finally {
      killed.remove();
    }
  }, 120_000);
});
