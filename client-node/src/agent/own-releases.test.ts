import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientId, PrivacyPlan, RunId, RunPlan, Task } from '@fedzoo/shared/federation/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOwnReleases, type OwnReleases } from './own-releases.js';

const PRIVACY: PrivacyPlan = {
  unit: 'client',
  relation: 'add-remove',
  trust: 'local',
  epsilon: 3,
  delta: 1e-6,
  dataSet: 'points',
  budget: 3,
  members: 100,
  clip: { restart: 1, difference: 1 },
  restart: 2,
  noise: { restart: 4, difference: 5 },
};
const PLAN: RunPlan = {
  run: 'run-00000000' as RunId,
  name: 'private',
  seed: 1,
  rounds: 4,
  dimension: 2,
  dtype: 'f64',
  algorithm: { kind: 'zo-diff2' },
  privacy: PRIVACY,
};

function task(round: number, noiseMultiplier: number): Task {
  const tensor = (values: readonly number[]) => ({ dtype: 'f64' as const, shape: [values.length], values: Float64Array.from(values) });
  const { run } = PLAN;
  const where = { run, round, phase: 0, client: 'edge' as ClientId, clientNumber: 0 };
  return { ...where, iterate: tensor([0.5, 0.5]), tensors: { clip: tensor([1, noiseMultiplier, 2]) }, seeds: [], deadlineMs: 0 };
}

describe('what a client releases about its own data', () => {
  let directory: string;
  let releases: OwnReleases;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fedzoo-own-'));
    releases = createOwnReleases(directory);
  });
  afterEach(async () => {
    await releases.close();
    rmSync(directory, { recursive: true });
  });

  it('is charged before it is computed, and refused with less noise than the plan that was shown', async () => {
    const first = await releases.begin(task(1, 4), PLAN);
    expect(first?.about.epsilon).toBeGreaterThan(0);
    await expect(releases.begin(task(2, 3.9), PLAN)).rejects.toThrow(/^task\.clip: asks for noise of 3\.9 .* promises at least 4/);
    const second = await releases.begin(task(2, 5), PLAN);
    expect(second?.about.epsilon).toBeGreaterThan(first!.about.epsilon);
  });

  it('ends with the budget of the data', async () => {
    const release = async (round: number): Promise<unknown> => (await releases.begin(task(round, 4), PLAN))?.about.epsilon;
    const spent: unknown[] = [];
    await expect(
      (async () => {
        for (let round = 1; round < 1000; round++) spent.push(await release(round));
      })(),
    ).rejects.toThrow(/the budget of edge: points is ε = 3/);
    expect(spent.length).toBeGreaterThan(1);
    expect(spent.at(-1)).toBeLessThanOrEqual(3);
  });

  it('ends earlier with what the owner of the data allows', async () => {
    const other = createOwnReleases(join(directory, 'other'), 1.2);
    try {
      expect((await other.begin(task(1, 4), PLAN))?.about).toMatchObject({ budget: 1.2 });
      await expect(other.begin(task(2, 4), PLAN)).rejects.toThrow(/the budget of edge: points is ε = 1\.2/);
    } finally {
      await other.close();
    }
  });

  it('is sent again as it was sealed, until its run is over', async () => {
    const { run } = PLAN;
    const outcomes = { value: 3, infeasible: 0, failed: 0, timedOut: 0 };
    const contribution = { run, round: 1, phase: 0, client: 'edge' as ClientId, tensors: {}, queries: 3, outcomes };
    await (await releases.begin(task(1, 4), PLAN))!.seal(contribution);
    const bodies = (): string[] =>
      readdirSync(join(directory, 'ledgers'), { recursive: true, encoding: 'utf8' }).filter((path) => /bodies.[0-9a-f]{64}$/.test(path));
    expect((await releases.begin(task(1, 4), PLAN))?.sealed).toEqual(contribution);
    expect(bodies()).toHaveLength(1);
    await releases.forget(run);
    expect(bodies()).toEqual([]);
    await expect(releases.begin(task(1, 4), PLAN)).rejects.toThrow(/no longer kept, and noise is not drawn a second time/);
  });

  it('is nothing in a run that is not private', async () => {
    const { privacy: _, ...open } = PLAN;
    expect(await releases.begin(task(1, 4), open)).toBeUndefined();
  });
});
