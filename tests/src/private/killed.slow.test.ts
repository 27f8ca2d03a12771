import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { killAgainAndAgain } from './killed-run.js';
import { checkSurvivor } from './surviving-run.js';

const KILLS = 200;

describe('a private run whose processes are killed two hundred times', () => {
  beforeAll(ensureBuilt);

  it('spends what it reserved, releases once a round, and follows the bytes it sealed', async () => {
    const killed = await killAgainAndAgain({ kills: KILLS, seed: 2, mostMs: 1_500_000 });
    try {
      expect(killed.kills.coordinator + killed.kills.agent).toBe(KILLS);
      expect(killed.roundsBetween).toBeGreaterThan(20);
      const counted = await checkSurvivor(killed);
      process.stderr.write(
        `${JSON.stringify(killed.kills)} kills, ${killed.roundsBetween} rounds between them, ${JSON.stringify(counted)}\n`,
      );
    } finally {
      killed.remove();
    }
  });
});
