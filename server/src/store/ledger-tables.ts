import type { Kysely } from 'kysely';
import type { Tables } from './schema.js';

/** The entries of privacy ledgers, which nobody can change, and the bytes that releases were sealed with. */
export interface LedgerTables {
  /** Names of the data sets, sorted. */
  dataSets(): Promise<string[]>;
  /** Entries of a data set, a line each, in order. */
  lines(dataSet: string): Promise<string[]>;
  /** Adds the entry of that number. Rejects, and writes nothing, unless it follows on the last. */
  append(entry: { readonly dataSet: string; readonly sequence: number; readonly line: string }): Promise<void>;
  /** Keeps bytes by their hash; those that are there already stay. */
  keep(body: { readonly dataSet: string; readonly hash: string; readonly body: Uint8Array }): Promise<void>;
  kept(dataSet: string, hash: string): Promise<Uint8Array | undefined>;
  drop(dataSet: string, hashes: readonly string[]): Promise<void>;
}

export function createLedgerTables(database: Kysely<Tables>): LedgerTables {
  const newDataSet = (transaction: Kysely<Tables>, dataSet: string): Promise<unknown> =>
    transaction
      .insertInto('ledgers')
      .values({ data_set: dataSet })
      .onConflict((conflict) => conflict.column('data_set').doNothing())
      .execute();
  return {
    async dataSets() {
      const rows = await database.selectFrom('ledgers').select('data_set').orderBy('data_set').execute();
      return rows.map(({ data_set: name }) => name);
    },

    async lines(dataSet) {
      const query = database.selectFrom('ledger_entries').select('line').where('data_set', '=', dataSet).orderBy('sequence');
      return (await query.execute()).map(({ line }) => line);
    },

    async append({ dataSet, sequence, line }) {
      await database.transaction().execute(async (transaction) => {
        await newDataSet(transaction, dataSet);
        await transaction.insertInto('ledger_entries').values({ data_set: dataSet, sequence, line }).execute();
      });
    },

    async keep({ dataSet, hash, body }) {
      await database.transaction().execute(async (transaction) => {
        await newDataSet(transaction, dataSet);
        await transaction
          .insertInto('ledger_bodies')
          .values({ data_set: dataSet, hash, body })
          .onConflict((conflict) => conflict.columns(['data_set', 'hash']).doNothing())
          .execute();
      });
    },

    async kept(dataSet, hash) {
      const query = database.selectFrom('ledger_bodies').select('body').where('data_set', '=', dataSet).where('hash', '=', hash);
      return (await query.executeTakeFirst())?.body;
    },

    async drop(dataSet, hashes) {
      await database.transaction().execute(async (transaction) => {
        for (const hash of hashes)
          await transaction.deleteFrom('ledger_bodies').where('data_set', '=', dataSet).where('hash', '=', hash).execute();
      });
    },
  };
}
