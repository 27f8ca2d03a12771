import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunId, RunPlan } from '@fedzoo/shared/federation/server';
import type { RunSummary } from '@fedzoo/shared/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCoordinator, type Coordinator } from './coordinator.js';
import { openSqliteStore } from './store/sqlite-store.js';

const EXPERIMENT = { name: 'test', seed: 1, objective: { kind: 'remote' }, algorithm: { kind: 'fedzo' }, rounds: 2 };

describe('a coordinator', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fedzoo-coordinator-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('listens on this machine alone, on a free port, and lets go of everything when it is closed', async () => {
    for (let start = 0; start < 2; start++) {
      const coordinator = await createCoordinator({ dataDirectory: directory });
      expect(coordinator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await health(coordinator)).toBe('ok');
      await coordinator.close();
      await expect(health(coordinator)).rejects.toThrow('fetch failed');
    }
  });

  it.each([
    ['port', { port: 1.5 }, /port: is 1\.5/],
    ['host', { host: '' }, /host: is empty/],
    ['limit', { limits: { maxClients: 0 } }, /limits\.maxClients: is 0/],
    ['frame limit', { limits: { baseFrameBytes: 10 } }, /maxFrameBytes: is 10/],
  ])('refuses a %s that cannot be, and leaves the directory to others', async (_name, options, text) => {
    await expect(createCoordinator({ dataDirectory: directory, ...options })).rejects.toThrow(text);
    await (await createCoordinator({ dataDirectory: directory })).close();
  });

  it('fails a run whose stored state is damaged, says so, and goes on with the others', async () => {
    const first = await createCoordinator({ dataDirectory: directory });
    const damaged = await submit(first);
    const sound = await submit(first);
    await first.close();

    const store = await openSqliteStore(join(directory, 'coordinator.db'));
    const stored = await store.run(damaged.id as RunId);
    if (stored === undefined) throw new Error('the run was not kept');
    const plan: RunPlan = { run: stored.id, name: 'test', seed: 1, rounds: 2, dimension: 1, dtype: 'f64', algorithm: { kind: 'fedzo' } };
    const row = { round: 0, queries: 0, value: null, best: null, bytesUp: 0, bytesDown: 0, seconds: 0, clients: 0 };
    await store.checkpoint({ run: { ...stored, plan }, state: new Uint8Array(40), rounds: [{ row, iterate: new Float64Array(1) }] });
    await store.close();

    const second = await createCoordinator({ dataDirectory: directory });
    expect((await runOf(second, damaged.id)).status).toBe('failed');
    expect((await runOf(second, damaged.id)).waiting?.reason).toContain('magic number');
    expect((await runOf(second, sound.id)).status).toBe('waiting');
    await second.close();
  });
});

async function health({ url }: Coordinator): Promise<unknown> {
  return ((await (await fetch(`${url}/healthz`)).json()) as { status: unknown }).status;
}

async function submit({ url, adminToken }: Coordinator): Promise<RunSummary> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/runs`, { method: 'POST', headers, body: JSON.stringify(EXPERIMENT) });
  return ((await response.json()) as { run: RunSummary }).run;
}

async function runOf({ url, adminToken }: Coordinator, id: string): Promise<RunSummary> {
  const response = await fetch(`${url}/api/runs/${id}`, { headers: { authorization: `Bearer ${adminToken}` } });
  return ((await response.json()) as { run: RunSummary }).run;
}
