import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bodyDigest, ledgerSigner, ledgerVerifier } from '@fedzoo/platform-node';
import {
  BudgetSpentError,
  budgetGuard,
  epsilonOf,
  epsilonSpent,
  memoryStorage,
  openLedger,
  readLedger,
  type Charges,
  type Ledger,
  type LedgerTerms,
} from '@fedzoo/shared/ledger';
import { account, planNoise, tightEpsilon, zcdpEpsilon, type ClaimTerms } from '@fedzoo/shared/privacy';
import { describe, expect, it } from 'vitest';

const DELTA = 1e-6;
const terms: LedgerTerms = {
  keeper: 'coordinator',
  dataSet: 'patients',
  unit: 'client',
  relation: 'add-remove',
  trust: 'central',
  budget: { epsilon: 3, delta: DELTA },
};
const poissonTerms = (rate: number): ClaimTerms => ({
  delta: DELTA,
  relation: 'add-remove',
  sampling: { scheme: 'poisson', rate, cohortKnownToAdversary: false },
  noise: 'continuous',
});

async function begun(change: Partial<LedgerTerms> = {}) {
  const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const storage = memoryStorage();
  const ledger = await openLedger({ storage, signer, digest: bodyDigest });
  await ledger.open({ ...terms, ...change });
  return { ledger, signer, text: async () => (await storage.read()).text };
}

/** A sampled release of a multiplier; the grid has a little more noise than that, by a different amount each round, as grids have. */
function sampled(round: number, samplingRate: number, noiseMultiplier: number) {
  const sensitivity = 2 ** 20 - 1000 * round;
  return {
    run: 'run-a',
    round,
    phase: 'restart',
    release: {
      noise: 'continuous',
      gridExponent: -24,
      sensitivity,
      deviation: Math.ceil(sensitivity * noiseMultiplier * (1 + 1e-6)),
      dimension: 8,
      poisson: { samplingRate, noiseMultiplier },
    },
  } as const;
}

const unsampled = (round: number) => ({
  run: 'run-a',
  round,
  phase: 'unsampled',
  release: { noise: 'discrete', gridExponent: -24, sensitivity: 1, deviation: 20, dimension: 8 } as const,
});

const spent = (ledger: Ledger): number => epsilonSpent(ledger.state()!);

describe('a Poisson-sampled release', () => {
  it('adds up to what the accountant says of the plan, to the last bit', async () => {
    const { ledger } = await begun();
    for (let round = 0; round < 10; round++) await ledger.reserve(sampled(round, 0.1, 2));
    expect(spent(ledger)).toBe(account([{ noiseMultiplier: 2, rounds: 10 }], poissonTerms(0.1)).epsilon);
    expect(ledger.state()?.sampled).toEqual([{ samplingRate: 0.1, noiseMultiplier: 2, releases: 10 }]);
    expect(ledger.state()?.spent).toBe(0n);
  });

  it('costs more with every release of any kind, and with unsampled ones no less than either alone', async () => {
    const { ledger } = await begun({ budget: { epsilon: 50, delta: DELTA } });
    let last = 0;
    for (let round = 0; round < 12; round++) {
      if (round % 3 === 2) await ledger.reserve(unsampled(round));
      else await ledger.reserve(sampled(round, round % 3 === 0 ? 0.1 : 0.3, 2));
      expect(spent(ledger)).toBeGreaterThan(last);
      last = spent(ledger);
    }
    const bySampling = tightEpsilon(
      [
        { samplingRate: 0.1, noiseMultiplier: 2, rounds: 4 },
        { samplingRate: 0.3, noiseMultiplier: 2, rounds: 4 },
      ],
      DELTA,
    );
    expect(last).toBeGreaterThan(Math.max(bySampling.lower, zcdpEpsilon(4 / 800, DELTA)));
    // Without the unsampled ones the figure is a bound, too, and a near one.
    const only = epsilonOf({ spent: 0n, sampled: ledger.state()!.sampled }, DELTA);
    expect(only).toBe(bySampling.upper);
  });

  it('is refused by the budget exactly where the whole figure passes it, and a plan that keeps it goes through', async () => {
    const rounds = 40;
    const plan = planNoise(1, [{ noiseMultiplier: 1, rounds }], poissonTerms(0.2));
    const { ledger, text, signer } = await begun({ budget: { epsilon: 1, delta: DELTA } });
    const noise = plan.phases[0]!.noiseMultiplier;
    for (let round = 0; round < rounds; round++) await ledger.reserve(sampled(round, 0.2, noise));
    expect(spent(ledger)).toBeLessThanOrEqual(1);
    const before = await text();
    await expect(ledger.reserve(sampled(rounds, 0.2, noise))).rejects.toThrow(BudgetSpentError);
    expect(await text()).toBe(before);
    expect(readLedger(before, signer).state).toEqual(ledger.state());
  });

  it('is let through by the guard, which looks ahead, only where the whole figure is within the budget', async () => {
    const { ledger } = await begun();
    const { opening } = ledger.state()!;
    const guard = budgetGuard();
    const charges = (releases: number): Charges => ({ spent: 0n, sampled: [{ samplingRate: 0.2, noiseMultiplier: 4, releases }] });
    const budget = epsilonOf(charges(40), DELTA);
    const isLetThrough = (releases: number): boolean => {
      const state = { ...ledger.state()!, ...charges(releases), opening: { ...opening, budget: { epsilon: budget, delta: DELTA } } };
      try {
        guard.check(state, state);
        return true;
      } catch (error) {
        if (error instanceof BudgetSpentError) return false;
        throw error;
      }
    };
    const releases = Array.from({ length: 24 }, (_, i) => 20 + i);
    expect(releases.filter(isLetThrough)).toEqual(releases.filter((count) => count <= 40));
  });

  it('is accounted for by no more noise than it has', async () => {
    const { ledger } = await begun();
    const exact = sampled(0, 0.1, 2);
    const grid = { ...exact.release, sensitivity: 3, deviation: 6 };
    await expect(ledger.reserve({ ...exact, release: { ...grid, deviation: 5 } })).rejects.toThrow(
      /accounts for a noise multiplier of 2, but its noise is only 5 ÷ 3/,
    );
    const above = { samplingRate: 0.1, noiseMultiplier: 2 * (1 + Number.EPSILON) };
    await expect(ledger.reserve({ ...exact, release: { ...grid, poisson: above } })).rejects.toThrow(/accounts for a noise multiplier/);
    await ledger.reserve({ ...exact, release: grid });
  });

  it.each([
    ['discrete noise', {}, { noise: 'discrete' as const }, /Poisson-sampled release of discrete noise/],
    ['neighbours that replace one', { relation: 'replace-one' as const }, {}, /under replace-one; only add-remove/],
    ['a coordinator that is not trusted', { trust: 'local' as const }, {}, /sees who took part/],
  ])('is refused for %s', async (_, change, release, message) => {
    const { ledger } = await begun(change);
    const asked = sampled(0, 0.1, 2);
    await expect(ledger.reserve({ ...asked, release: { ...asked.release, ...release } })).rejects.toThrow(message);
    expect(ledger.head().sequence).toBe(0);
  });
});

it('a ledger that was written before releases could be sampled reads as it did, and its entries would be written again as they are', () => {
  const text = readFileSync(new URL('../../fixtures/ledgers/unsampled.jsonl', import.meta.url), 'utf8');
  const read = readLedger(text, ledgerVerifier);
  expect(read.head).toEqual({ sequence: 4, hash: (JSON.parse(text.trimEnd().split('\n')[4]!) as { hash: string }).hash });
  expect(read.state).toMatchObject({ spent: 2_500_000_000_000_000n, sampled: [] });
});
