import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from './sqlite-store.js';
import type { Store } from './store.js';

describe('the tables of ledgers', () => {
  let directory: string;
  let store: Store;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fedzoo-tables-'));
    store = await openSqliteStore(join(directory, 'coordinator.db'));
    for (const sequence of [0, 1, 2]) await store.ledgers.append({ dataSet: 'patients', sequence, line: `entry ${sequence}` });
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  it('hold entries in their order, each data set by itself', async () => {
    await store.ledgers.append({ dataSet: 'Patients', sequence: 0, line: 'another' });
    expect(await store.ledgers.lines('patients')).toEqual(['entry 0', 'entry 1', 'entry 2']);
    expect(await store.ledgers.lines('Patients')).toEqual(['another']);
    expect(await store.ledgers.lines('nobody')).toEqual([]);
    expect(await store.ledgers.dataSets()).toEqual(['Patients', 'patients']);
  });

  it.each([
    ['leaves a gap', 4],
    ['is there already', 1],
    ['is below 0', -1],
  ])('take no entry whose number %s', async (_, sequence) => {
    await expect(store.ledgers.append({ dataSet: 'patients', sequence, line: 'no' })).rejects.toThrow(/does not follow on the last/);
    await expect(store.ledgers.append({ dataSet: 'new', sequence: 1, line: 'no' })).rejects.toThrow(/does not follow on the last/);
    expect(await store.ledgers.lines('patients')).toHaveLength(3);
    expect(await store.ledgers.dataSets()).toEqual(['patients']);
  });

  it.each([
    "update ledger_entries set line = 'cheaper' where sequence = 1",
    'delete from ledger_entries where sequence = 2',
    "insert or replace into ledger_entries values ('patients', 1, 'cheaper')",
    "update ledgers set data_set = 'others'",
    'delete from ledgers',
  ])('refuse "%s", whoever says it', async (statement) => {
    const raw = new DatabaseSync(join(directory, 'coordinator.db'), { timeout: 5000 });
    try {
      expect(() => raw.exec(statement)).toThrow(/never changed|does not follow on the last/);
    } finally {
      raw.close();
    }
    expect(await store.ledgers.lines('patients')).toEqual(['entry 0', 'entry 1', 'entry 2']);
  });

  it('keep bytes until they are dropped, each data set by itself', async () => {
    await store.ledgers.keep({ dataSet: 'patients', hash: 'a', body: Uint8Array.of(1) });
    await store.ledgers.keep({ dataSet: 'patients', hash: 'a', body: Uint8Array.of(1) });
    await store.ledgers.keep({ dataSet: 'others', hash: 'a', body: Uint8Array.of(2) });
    expect(await store.ledgers.kept('patients', 'a')).toEqual(Uint8Array.of(1));
    await store.ledgers.drop('patients', ['a', 'b']);
    expect(await store.ledgers.kept('patients', 'a')).toBeUndefined();
    expect(await store.ledgers.kept('others', 'a')).toEqual(Uint8Array.of(2));
  });
});
