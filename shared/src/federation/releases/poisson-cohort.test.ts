import { describe, expect, it } from 'vitest';
import type { EntropySource } from '../../privacy/index.js';
import type { ClientId } from '../messages.js';
import { privateFederation, runPrivately, seededEntropy, type PrivateOptions } from '../testing/private-federation.js';
import { recordProblem } from '../testing/record-objectives.js';
import { poissonCohort } from './poisson-cohort.js';
import type { PrivacyPlan } from './privacy-plan.js';
import { releasedFrom } from './release-bytes.js';
import { noiseDeviation } from './release-terms.js';

const idsOf = (count: number): ClientId[] => Array.from({ length: count }, (_, number) => `client-${number}` as ClientId);

describe('a Poisson cohort', () => {
  it('has binomial sizes, and every member as often as every other', () => {
    const [members, rate, draws] = [idsOf(100), 0.3, 500];
    const sizes: number[] = [];
    const counts = new Map<ClientId, number>();
    const entropy = seededEntropy(1);
    for (let draw = 0; draw < draws; draw++) {
      const cohort = poissonCohort(members, rate, entropy);
      sizes.push(cohort.size);
      for (const client of cohort) counts.set(client, (counts.get(client) ?? 0) + 1);
    }
    const mean = sizes.reduce((sum, size) => sum + size, 0) / draws;
    const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / (draws - 1);
    expect(Math.abs(mean - 30)).toBeLessThan(4 * Math.sqrt(21 / draws));
    expect(Math.abs(variance / 21 - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
    // χ² of 100 counts about draws · rate, each of variance draws · rate · (1 − rate).
    const chiSquare = members.reduce((sum, client) => sum + (counts.get(client)! - draws * rate) ** 2 / (draws * rate * (1 - rate)), 0);
    expect(Math.abs(chiSquare - 100)).toBeLessThan(4 * Math.sqrt(200));
  });

  it('takes no member with more than the rate that is accounted for', () => {
    // The coin falls on the least side above rate · 2⁵³, then on the greatest below.
    const fixed = (side: number): EntropySource => ({
      fill(bytes) {
        const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
        for (let i = 0; i < words.length; i += 2) [words[i], words[i + 1]] = [Math.floor(side / 2 ** 32) << 11, side % 2 ** 32];
      },
    });
    const rate = 0.1;
    expect(poissonCohort(idsOf(3), rate, fixed(Math.floor(rate * 2 ** 53))).size).toBe(0);
    expect(poissonCohort(idsOf(3), rate, fixed(Math.floor(rate * 2 ** 53) - 1)).size).toBe(3);
  });
});

describe('a sampled run', () => {
  const privacy: PrivacyPlan = {
    unit: 'client',
    relation: 'add-remove',
    trust: 'central',
    epsilon: 1,
    budget: 1,
    delta: 1e-6,
    dataSet: 'points',
    members: 4,
    clip: { restart: 4, difference: 1 },
    restart: 1,
    samplingRate: 0.5,
    noise: { restart: 2, difference: 2 },
  };
  const { objectives } = recordProblem({ dimension: 4, clients: 4, records: 3 });
  const options = (more: Partial<PrivateOptions>): PrivateOptions => ({
    algorithm: { kind: 'zo-diff2' },
    privacy,
    objectives,
    rounds: 1,
    start: new Float64Array(4).fill(0.5),
    ...more,
  });

  it('is not opened for everybody', async () => {
    const { engine, start } = privateFederation(options({}));
    expect(() => engine.openPhase(start, 'all', 0)).toThrow(/secret coins/);
    await expect(runPrivately(options({}))).rejects.toThrow(/secret coins/);
  });

  it('asks the cohort alone, draws it anew every round, and divides by rate × members, whoever took part', async () => {
    const asked: [number, string][] = [];
    let draws = 0;
    const { phases, ledger } = await runPrivately(
      options({
        rounds: 2,
        cohort: (members) => new Set(draws++ === 0 ? members.slice(0, 3) : members.slice(3)),
        watch: { task: ({ round, client }) => void asked.push([round, client]) },
      }),
    );
    expect(asked).toEqual([
      [1, 'client-0'],
      [1, 'client-1'],
      [1, 'client-2'],
      [2, 'client-3'],
    ]);
    for (const [index, { body }] of ledger.entries.entries())
      expect(phases[index]!.state.server['estimate']).toEqual(releasedFrom(body!).map((sum) => sum / 2));
  });

  it('releases on the same terms whoever was drawn, and charges them as sampled', async () => {
    const costs = [];
    for (const size of [0, 2, 4]) {
      const { ledger } = await runPrivately(options({ cohort: (members) => new Set(members.slice(0, size)) }));
      costs.push(ledger.entries[0]!.cost);
    }
    expect(costs[1]).toEqual(costs[0]);
    expect(costs[2]).toEqual(costs[0]);
    expect(costs[0]).toMatchObject({ noise: 'continuous', poisson: { samplingRate: 0.5, noiseMultiplier: 2 } });
  });

  it('releases the noise of an empty sum where the cohort is empty, and goes on', async () => {
    const rounds = 150;
    const { phases, ledger } = await runPrivately(options({ rounds, cohort: () => new Set() }));
    expect(ledger.entries).toHaveLength(rounds);
    expect(phases.at(-1)!.state.status).toBe('finished');
    const values = ledger.entries.flatMap(({ body }) => [...releasedFrom(body!)]);
    const variance = noiseDeviation({ dimension: 4, clipRadius: 4, noiseMultiplier: 2 }, privacy) ** 2;
    const measured = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.abs(measured / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
    expect(phases[0]!.state.server.iterate).not.toEqual(new Float64Array(4).fill(0.5));
  });
});
