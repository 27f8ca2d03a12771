import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { ClientId, RunId, RunPlan } from '@fedzoo/shared/federation/server';
import type { RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from './sqlite-store.js';
import type { Store, StoredClient, StoredRun } from './store.js';

const implementations = [
  ['a SQLite file', (directory: string) => openSqliteStore(join(directory, 'coordinator.db'))],
  ['SQLite in memory', () => openSqliteStore(':memory:')],
] as const;

describe.each(implementations)('a store on %s', (_, open) => {
  let directory: string;
  let store: Store;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fedzoo-store-'));
    store = await open(directory);
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  it('gives back runs as they were, in the order they were created', async () => {
    const runs = [storedRun('zebra'), storedRun('ape', { plan: plan('ape') }), storedRun('mule')];
    for (const run of runs) await store.createRun(run);
    expect(await store.runs()).toEqual(runs);
    expect(await store.run('ape' as RunId)).toEqual(runs[1]);
    expect(await store.run('gnu' as RunId)).toBeUndefined();
  });

  it('refuses a second run of the same id and keeps the first', async () => {
    await store.createRun(storedRun('one'));
    await expect(store.createRun(storedRun('one', { name: 'other' }))).rejects.toThrow(/unique|constraint/i);
    expect((await store.run('one' as RunId))?.summary.name).toBe('one');
  });

  it('writes all of a checkpoint or nothing of it', async () => {
    await store.createRun(storedRun('one'));
    await expect(
      store.checkpoint({
        run: storedRun('one', { name: 'changed' }),
        state: bytes(1),
        rounds: [{ row: { ...row(0), value: Number.NaN }, iterate: new Float64Array(1) }],
      }),
    ).rejects.toThrow(/NaN cannot be stored/);
    expect((await store.run('one' as RunId))?.summary.name).toBe('one');
    expect(await store.state('one' as RunId)).toBeUndefined();
  });

  it('refuses a checkpoint of a run it does not have', async () => {
    await expect(store.checkpoint({ run: storedRun('gnu'), state: bytes(1) })).rejects.toThrow(/no run gnu/);
    expect(await store.state('gnu' as RunId)).toBeUndefined();
  });

  it('keeps the last state of a run, bit for bit', async () => {
    await store.createRun(storedRun('one'));
    await store.checkpoint({ run: storedRun('one'), state: bytes(1, 2) });
    await store.checkpoint({ run: storedRun('one'), state: bytes(255, 0, 128) });
    await store.checkpoint({ run: storedRun('one') });
    expect(await store.state('one' as RunId)).toEqual(bytes(255, 0, 128));
  });

  it('keeps the first of two contributions with one key', async () => {
    await store.createRun(storedRun('one'));
    await store.addContributions([contribution('b', 1), contribution('a', 2)]);
    await store.addContributions([contribution('a', 3), contribution('c', 4)]);
    expect(await store.contributions(phase)).toEqual([contribution('a', 2), contribution('b', 1), contribution('c', 4)]);
  });

  it('keeps the contributions of runs, rounds and phases apart', async () => {
    await store.createRun(storedRun('one'));
    await store.createRun(storedRun('two'));
    const elsewhere = [
      { ...contribution('a', 1), run: 'two' as RunId },
      { ...contribution('a', 2), round: 4 },
      { ...contribution('a', 3), phase: 0 },
    ];
    await store.addContributions([...elsewhere, contribution('a', 4)]);
    expect(await store.contributions(phase)).toEqual([contribution('a', 4)]);
    for (const other of elsewhere) expect(await store.contributions(other)).toEqual([other]);
  });

  it('drops the payloads of a closed phase and remembers its keys for one more round', async () => {
    await store.createRun(storedRun('one'));
    await store.addContributions([contribution('a', 1)]);
    await store.checkpoint({ run: storedRun('one'), state: bytes(1), closed: { round: 3, phase: 1 } });
    expect(await store.contributions(phase)).toEqual([]);
    expect(await store.hasContribution(contribution('a', 1))).toBe(true);
    expect(await store.hasContribution(contribution('b', 1))).toBe(false);
    await store.checkpoint({ run: storedRun('one'), state: bytes(1), closed: { round: 4, phase: 1 } });
    expect(await store.hasContribution(contribution('a', 1))).toBe(true);
    await store.checkpoint({ run: storedRun('one'), state: bytes(1), closed: { round: 5, phase: 0 } });
    expect(await store.hasContribution(contribution('a', 1))).toBe(false);
  });

  it('takes more contributions at once than one statement can hold', async () => {
    await store.createRun(storedRun('one'));
    const many = Array.from({ length: 10_000 }, (_unused, index) => contribution(`client-${String(index).padStart(5, '0')}`, index % 256));
    await store.addContributions(many);
    expect(await store.contributions(phase)).toEqual(many);
  });

  it('gives back rounds in order, from any of them on, with iterates when asked', async () => {
    await store.createRun(storedRun('one'));
    const rounds = [2, 0, 1].map((round) => ({ row: row(round), iterate: Float64Array.of(round, -0, 0.1) }));
    await store.checkpoint({ run: storedRun('one'), rounds });
    expect(await store.rounds('one' as RunId)).toEqual([row(0), row(1), row(2)]);
    expect(await store.rounds('one' as RunId, { from: 2 })).toEqual([row(2)]);
    expect(await store.rounds('one' as RunId, { from: 1, iterates: true })).toEqual([
      { ...row(1), iterate: [1, -0, 0.1] },
      { ...row(2), iterate: [2, -0, 0.1] },
    ]);
    expect(await store.rounds('gnu' as RunId)).toEqual([]);
  });

  it('replaces a round that is written again', async () => {
    await store.createRun(storedRun('one'));
    await store.checkpoint({ run: storedRun('one'), rounds: [{ row: row(1), iterate: Float64Array.of(1) }] });
    const filled: RoundRow = { ...row(1), value: 0.25, best: 0.25 };
    await store.checkpoint({ run: storedRun('one'), rounds: [{ row: filled, iterate: Float64Array.of(2) }] });
    expect(await store.rounds('one' as RunId, { iterates: true })).toEqual([{ ...filled, iterate: [2] }]);
  });

  it('replaces what it knows of a client', async () => {
    await store.saveClients([storedClient('b'), storedClient('a')]);
    await store.saveClients([storedClient('b', { queries: 2 ** 40, weight: 0.1 })]);
    await store.saveClients([]);
    expect(await store.clients()).toEqual([storedClient('a'), storedClient('b', { queries: 2 ** 40, weight: 0.1 })]);
  });

  it('serves requests that come at the same time', async () => {
    const names = Array.from({ length: 20 }, (_unused, index) => `run-${index}`);
    await Promise.all(names.map((name) => store.createRun(storedRun(name))));
    await Promise.all(
      names.map(async (name, index) => {
        await store.checkpoint({ run: storedRun(name), state: bytes(index), clients: [storedClient('a', { queries: index })] });
        expect(await store.state(name as RunId)).toEqual(bytes(index));
      }),
    );
    expect(await store.runs()).toHaveLength(20);
  });
});

describe('a store on a SQLite file', () => {
  it('is what it was after it is closed and opened again', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'fedzoo-store-'));
    const location = join(directory, 'coordinator.db');
    const first = await openSqliteStore(location);
    await first.createRun(storedRun('one', { plan: plan('one') }));
    await first.checkpoint({
      run: storedRun('one', { plan: plan('one') }),
      state: bytes(7),
      rounds: [{ row: row(0), iterate: Float64Array.of(1) }],
    });
    await first.close();
    const second = await openSqliteStore(location);
    expect(await second.runs()).toEqual([storedRun('one', { plan: plan('one') })]);
    expect(await second.state('one' as RunId)).toEqual(bytes(7));
    expect(await second.rounds('one' as RunId)).toEqual([row(0)]);
    await second.close();
    await rm(directory, { recursive: true });
  });

  it('is not opened when it is no database, or one of a later version', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'fedzoo-store-'));
    const damaged = join(directory, 'damaged.db');
    await writeFile(
      damaged,
      'this is a text of more than a hundred bytes, which is what a database begins with, and it is no database at all',
    );
    await expect(openSqliteStore(damaged)).rejects.toThrow(/data: .*damaged\.db cannot be read as a database/);

    const later = join(directory, 'later.db');
    await (await openSqliteStore(later)).close();
    const database = new DatabaseSync(later);
    database.exec("insert into kysely_migration (name, timestamp) values ('999-later', '2030-01-01T00:00:00.000Z')");
    database.close();
    await expect(openSqliteStore(later)).rejects.toThrow(/data: holds a database that this version does not know .*999-later/);
    await rm(directory, { recursive: true });
  });
});

const phase = { run: 'one' as RunId, round: 3, phase: 1 };

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

function contribution(client: string, payload: number) {
  return { ...phase, client: client as ClientId, payload: bytes(payload, 0, 255) };
}

function row(round: number): RoundRow {
  return {
    round,
    queries: round * 10,
    value: null,
    best: null,
    bytesUp: 2 ** 33 + round,
    bytesDown: round,
    seconds: round / 3,
    clients: 2,
  };
}

function plan(run: string): RunPlan {
  return {
    run: run as RunId,
    name: run,
    seed: 2 ** 53 - 1,
    rounds: 5,
    dimension: 3,
    dtype: 'f64',
    algorithm: { kind: 'fedzo', learningRate: 0.1 },
  };
}

function storedRun(id: string, { name = id, plan: runPlan = null as RunPlan | null } = {}): StoredRun {
  const summary: RunSummary = {
    id,
    name,
    status: 'waiting',
    stopped: null,
    round: 0,
    rounds: 5,
    phase: 0,
    phases: 1,
    dimension: 3,
    algorithm: 'fedzo',
    value: { initial: null, best: 0.1, final: null },
    queries: 0,
    bytes: { up: 0, down: 0 },
    seconds: 0,
    createdAtMs: 1_800_000_000_000,
    startedAtMs: null,
    finishedAtMs: null,
    waiting: { reason: 'no clients', clients: ['ä'] },
  };
  return { id: id as RunId, experiment: { name, stop: { value: -0.019 } }, plan: runPlan, summary };
}

function storedClient(client: string, changes: Partial<StoredClient> = {}): StoredClient {
  return {
    client: client as ClientId,
    host: 'edge-1',
    label: 'process',
    weight: 1,
    dimension: 20,
    lastSeenMs: 1_800_000_000_001,
    queries: 3,
    bytesUp: 4,
    bytesDown: 5,
    ...changes,
  };
}
