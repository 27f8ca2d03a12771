import type { ClientId, RunId, RunPlan } from '@fedzoo/shared/federation/server';
import type { RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { createLedgerTables } from './ledger-tables.js';
import type { Tables } from './schema.js';
import type { Checkpoint, Store, StoredClient, StoredContribution, StoredRound, StoredRun } from './store.js';

/** Rows of one INSERT; with nine columns at most it stays far below the least limit on placeholders (32,766 in SQLite). */
const ROWS_PER_INSERT = 500;

/** The store on any database Kysely speaks to, once its schema is there. */
export function createKyselyStore(database: Kysely<Tables>): Store {
  return {
    async createRun(run) {
      await database.transaction().execute(async (transaction) => {
        const last = await transaction
          .selectFrom('runs')
          .select((select) => select.fn.max('sequence').as('sequence'))
          .executeTakeFirst();
        await transaction
          .insertInto('runs')
          .values({ id: run.id, sequence: Number(last?.sequence ?? 0) + 1, ...runColumns(run) })
          .execute();
      });
    },

    async checkpoint(checkpoint) {
      await database.transaction().execute((transaction) => writeCheckpoint(transaction, checkpoint));
    },

    async run(id) {
      const row = await database.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
      return row && storedRun(row);
    },

    async runs() {
      const rows = await database.selectFrom('runs').selectAll().orderBy('sequence').execute();
      return rows.map(storedRun);
    },

    async state(run) {
      const row = await database.selectFrom('run_states').select('state').where('run', '=', run).executeTakeFirst();
      return row?.state;
    },

    async addContributions(contributions) {
      if (contributions.length === 0) return;
      await database.transaction().execute(async (transaction) => {
        const rows = contributions.map(({ run, round, phase, client, payload }) => ({ run, round, phase, client, payload }));
        for (const chunk of chunks(rows)) {
          await transaction
            .insertInto('contributions')
            .values(chunk)
            .onConflict((conflict) => conflict.columns(['run', 'round', 'phase', 'client']).doNothing())
            .execute();
        }
      });
    },

    async contributions({ run, round, phase }) {
      const rows = await database
        .selectFrom('contributions')
        .select(['client', 'payload'])
        .where('run', '=', run)
        .where('round', '=', round)
        .where('phase', '=', phase)
        .where('payload', 'is not', null)
        .orderBy('client')
        .execute();
      return rows.flatMap(({ client, payload }): StoredContribution[] =>
        payload === null ? [] : [{ run, round, phase, client: client as ClientId, payload }],
      );
    },

    async hasContribution({ run, round, phase, client }) {
      const row = await database
        .selectFrom('contributions')
        .select('client')
        .where('run', '=', run)
        .where('round', '=', round)
        .where('phase', '=', phase)
        .where('client', '=', client)
        .executeTakeFirst();
      return row !== undefined;
    },

    async rounds(run, { from = 0, iterates = false } = {}) {
      const query = database.selectFrom('rounds').where('run', '=', run).where('round', '>=', from).orderBy('round');
      const columns = ['round', 'queries', 'value', 'best', 'bytes_up', 'bytes_down', 'seconds', 'clients'] as const;
      if (!iterates) return (await query.select(columns).execute()).map(roundRow);
      const rows = await query.select([...columns, 'iterate']).execute();
      return rows.map((row) => ({ ...roundRow(row), iterate: [...doublesFrom(row.iterate)] }));
    },

    saveClients: (clients) => database.transaction().execute((transaction) => writeClients(transaction, clients)),

    async clients() {
      const rows = await database.selectFrom('clients').selectAll().orderBy('client').execute();
      return rows.map(storedClient);
    },

    ledgers: createLedgerTables(database),

    close: () => database.destroy(),
  };
}

async function writeCheckpoint(transaction: Transaction<Tables>, { run, state, rounds, clients, closed }: Checkpoint): Promise<void> {
  const { numUpdatedRows } = await transaction.updateTable('runs').set(runColumns(run)).where('id', '=', run.id).executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`the store has no run ${run.id}`);
  if (state !== undefined) {
    await transaction
      .insertInto('run_states')
      .values({ run: run.id, state })
      .onConflict((conflict) => conflict.column('run').doUpdateSet({ state }))
      .execute();
  }
  if (rounds !== undefined) await writeRounds(transaction, run.id, rounds);
  if (clients !== undefined) await writeClients(transaction, clients);
  if (closed !== undefined) {
    await transaction
      .updateTable('contributions')
      .set({ payload: null })
      .where('run', '=', run.id)
      .where('round', '=', closed.round)
      .where('phase', '=', closed.phase)
      .execute();
    await transaction
      .deleteFrom('contributions')
      .where('run', '=', run.id)
      .where('round', '<', closed.round - 1)
      .execute();
  }
}

async function writeRounds(transaction: Transaction<Tables>, run: RunId, rounds: readonly StoredRound[]): Promise<void> {
  for (const { row, iterate } of rounds) {
    const columns = {
      queries: row.queries,
      value: row.value,
      best: row.best,
      bytes_up: row.bytesUp,
      bytes_down: row.bytesDown,
      seconds: row.seconds,
      clients: row.clients,
      iterate: bytesOf(iterate),
    };
    await transaction
      .insertInto('rounds')
      .values({ run, round: row.round, ...columns })
      .onConflict((conflict) => conflict.columns(['run', 'round']).doUpdateSet(columns))
      .execute();
  }
}

async function writeClients(transaction: Transaction<Tables>, clients: readonly StoredClient[]): Promise<void> {
  const rows = clients.map((client) => ({
    client: client.client,
    host: client.host,
    label: client.label,
    weight: client.weight,
    dimension: client.dimension,
    last_seen_ms: client.lastSeenMs,
    queries: client.queries,
    bytes_up: client.bytesUp,
    bytes_down: client.bytesDown,
  }));
  for (const chunk of chunks(rows)) {
    await transaction
      .insertInto('clients')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.column('client').doUpdateSet((update) => ({
          host: update.ref('excluded.host'),
          label: update.ref('excluded.label'),
          weight: update.ref('excluded.weight'),
          dimension: update.ref('excluded.dimension'),
          last_seen_ms: update.ref('excluded.last_seen_ms'),
          queries: update.ref('excluded.queries'),
          bytes_up: update.ref('excluded.bytes_up'),
          bytes_down: update.ref('excluded.bytes_down'),
        })),
      )
      .execute();
  }
}

function runColumns({ experiment, plan, summary }: StoredRun) {
  return {
    status: summary.status,
    experiment_json: JSON.stringify(experiment),
    plan_json: plan === null ? null : JSON.stringify(plan),
    summary_json: JSON.stringify(summary),
  };
}

function storedRun(row: Selectable<Tables['runs']>): StoredRun {
  return {
    id: row.id as RunId,
    experiment: JSON.parse(row.experiment_json) as unknown,
    plan: row.plan_json === null ? null : (JSON.parse(row.plan_json) as RunPlan),
    summary: JSON.parse(row.summary_json) as RunSummary,
  };
}

function roundRow(row: Omit<Selectable<Tables['rounds']>, 'run' | 'iterate'>): RoundRow {
  return {
    round: row.round,
    queries: Number(row.queries),
    value: row.value,
    best: row.best,
    bytesUp: Number(row.bytes_up),
    bytesDown: Number(row.bytes_down),
    seconds: row.seconds,
    clients: row.clients,
  };
}

function storedClient(row: Selectable<Tables['clients']>): StoredClient {
  return {
    client: row.client as ClientId,
    host: row.host,
    label: row.label,
    weight: row.weight,
    dimension: row.dimension,
    lastSeenMs: Number(row.last_seen_ms),
    queries: Number(row.queries),
    bytesUp: Number(row.bytes_up),
    bytesDown: Number(row.bytes_down),
  };
}

function bytesOf(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setFloat64(index * 8, value, true));
  return bytes;
}

function doublesFrom(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, index) => view.getFloat64(index * 8, true));
}

function* chunks<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) yield rows.slice(start, start + ROWS_PER_INSERT);
}
