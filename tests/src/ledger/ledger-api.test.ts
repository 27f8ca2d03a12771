import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerVerifier } from '@fedzoo/platform-node';
import { createCoordinator, openStoredLedgers, type Coordinator } from '@fedzoo/server';
import { epsilonSpent, readLedger, type Head } from '@fedzoo/shared/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const NAMES = ['patients', 'grüße / 2026?', 'x'.repeat(200)];

describe('ledgers over the HTTP API', () => {
  let directory: string;
  let coordinator: Coordinator;
  const heads = new Map<string, Head>();
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'fedzoo-ledger-api-'));
    const ledgers = await openStoredLedgers(directory);
    for (const dataSet of NAMES) {
      const ledger = await ledgers.ledger(dataSet);
      await ledger.open({
        keeper: 'coordinator',
        dataSet,
        unit: 'client',
        relation: 'add-remove',
        trust: 'central',
        budget: { epsilon: 4, delta: 1e-7 },
      });
      const release = { noise: 'continuous', gridExponent: -24, sensitivity: 1, deviation: 8, dimension: 8 } as const;
      await ledger.seal(await ledger.reserve({ run: 'run-a', round: 0, phase: 'restart', release }), Uint8Array.of(1));
      heads.set(dataSet, ledger.head());
    }
    await ledgers.close();
    coordinator = await createCoordinator({ dataDirectory: directory });
  });
  afterAll(async () => {
    await coordinator.close();
    rmSync(directory, { recursive: true });
  });

  const get = (path: string, token = coordinator.adminToken): Promise<Response> =>
    fetch(`${coordinator.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

  it('list what was spent of every data set', async () => {
    const response = await get('/api/ledgers');
    expect(response.status).toBe(200);
    const { ledgers } = (await response.json()) as { ledgers: { dataSet: string }[] };
    expect(ledgers.map(({ dataSet }) => dataSet)).toEqual(NAMES.toSorted());
    const { state } = readLedger(await (await get('/api/ledgers/patients')).text(), ledgerVerifier);
    expect(ledgers.find(({ dataSet }) => dataSet === 'patients')).toEqual({
      dataSet: 'patients',
      keeper: 'coordinator',
      unit: 'client',
      relation: 'add-remove',
      trust: 'central',
      budget: { epsilon: 4, delta: 1e-7 },
      publicKey: state?.opening.publicKey,
      epsilon: epsilonSpent(state!),
      releases: 1,
      published: 0,
      entries: 3,
      head: heads.get('patients')?.hash,
    });
  });

  it('give the entries of each as lines that can be verified, whatever its name', async () => {
    for (const dataSet of NAMES) {
      const response = await get(`/api/ledgers/${encodeURIComponent(dataSet)}`);
      expect([dataSet, response.status, response.headers.get('content-type')]).toEqual([dataSet, 200, 'application/jsonl; charset=utf-8']);
      const { head, state } = readLedger(await response.text(), ledgerVerifier);
      expect([head, state?.opening.dataSet]).toEqual([heads.get(dataSet), dataSet]);
    }
  });

  it('name those that are there where another is asked for', async () => {
    const response = await get('/api/ledgers/nobody');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { code: 'unknown-ledger', message: expect.stringMatching(/"nobody"; there are .*patients/) as string },
    });
  });

  it('answer nothing without the admin token', async () => {
    for (const path of ['/api/ledgers', '/api/ledgers/patients']) {
      expect((await fetch(`${coordinator.url}${path}`)).status).toBe(401);
      expect((await get(path, coordinator.joinToken)).status).toBe(401);
      expect((await fetch(`${coordinator.url}${path}?token=${coordinator.adminToken}`)).status).toBe(401);
    }
  });

  it('never show their key', async () => {
    const secret = readFileSync(join(directory, 'ledger-key.pem'), 'utf8').split('\n')[1]!;
    const shown = (await (await get('/api/ledgers')).text()) + (await (await get('/api/ledgers/patients')).text());
    expect(shown).not.toContain(secret);
  });
});
