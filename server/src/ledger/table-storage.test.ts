import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerError, type Ledger } from '@fedzoo/shared/ledger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite-store.js';
import type { Store } from '../store/store.js';
import { coordinatorLedgers } from './coordinator-ledgers.js';

describe("a ledger in the coordinator's database", () => {
  let directory: string;
  let store: Store;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fedzoo-ledger-'));
    store = await openSqliteStore(join(directory, 'coordinator.db'));
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  const begun = async (): Promise<Ledger> => {
    const ledger = await coordinatorLedgers(directory, store.ledgers).ledger('patients');
    await ledger.open({
      keeper: 'coordinator',
      dataSet: 'patients',
      unit: 'record',
      relation: 'add-remove',
      trust: 'central',
      budget: { epsilon: 5, delta: 1e-6 },
    });
    return ledger;
  };
  const charge = (round: number) => ({
    run: 'run-a',
    round,
    phase: 'restart',
    release: { noise: 'discrete', gridExponent: -24, sensitivity: 1, deviation: 20, dimension: 2 } as const,
  });

  it('refuses to write behind what somebody else wrote', async () => {
    const [ledger, other] = [await begun(), await begun()];
    await other.reserve(charge(1));
    await expect(ledger.reserve(charge(2))).rejects.toThrow(LedgerError);
    await expect(ledger.reserve(charge(2))).rejects.toThrow(/read the ledger again/);
    await other.reserve(charge(3));
    expect((await begun()).state()?.runs.get('run-a')?.reserved).toBe(2);
  });

  it('is read again after a write failed, by the next that asks', async () => {
    const ledgers = coordinatorLedgers(directory, store.ledgers);
    await begun();
    const ledger = await ledgers.ledger('patients');
    await (await begun()).reserve(charge(1));
    await expect(ledger.reserve(charge(2))).rejects.toThrow(/another one writes to it/);
    const again = await ledgers.ledger('patients');
    expect(again).not.toBe(ledger);
    expect(await again.reserve(charge(2))).toBe(2);
  });

  it('that is not sound is listed with what is wrong, beside those that are', async () => {
    await begun();
    await store.ledgers.append({ dataSet: 'damaged', sequence: 0, line: '{"content":{}}' });
    expect(await coordinatorLedgers(directory, store.ledgers).list()).toMatchObject([
      { dataSet: 'damaged', problem: expect.stringMatching(/line 1: .*Do not go on with this ledger/) as string },
      { dataSet: 'patients', epsilon: 0, releases: 0, entries: 1 },
    ]);
  });
});
