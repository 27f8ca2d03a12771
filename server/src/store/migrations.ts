import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { Migrator, sql, type ColumnDataType, type Kysely, type Migration } from 'kysely';
import type { Tables } from './schema.js';

/** What differs between databases. */
export interface DatabaseWords {
  /** The type for bytes. */
  readonly bytes: ColumnDataType;
  /** Statements after which rows of a table cannot be changed or deleted. */
  readonly appendOnly: (table: string) => readonly string[];
  /** Statements after which a row is inserted only if its number is 0, or one more than the largest of those that agree in `group`. */
  readonly withoutGap: (table: string, columns: { readonly group: string; readonly number: string }) => readonly string[];
}

/**
 * Brings a database to the newest schema; a migration that was once released is never edited. Throws `InvalidArgumentError` if a later
 * version wrote it.
 */
export async function migrateToLatest(database: Kysely<Tables>, words: DatabaseWords): Promise<void> {
  const migrations = { '001-first': first(words), '002-ledgers': ledgers(words) };
  const migrator = new Migrator({ db: database, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const reason = error instanceof Error ? error.message : 'unknown reason';
  throw new InvalidArgumentError(
    'data',
    `holds a database that this version does not know (${reason}); start the version that wrote it, or use another data directory`,
    { cause: error },
  );
}

function first({ bytes }: DatabaseWords): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('runs')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('sequence', 'integer', (column) => column.notNull().unique())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('experiment_json', 'text', (column) => column.notNull())
        .addColumn('plan_json', 'text')
        .addColumn('summary_json', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('run_states')
        .addColumn('run', 'text', (column) => column.primaryKey().references('runs.id'))
        .addColumn('state', bytes, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('contributions')
        .addColumn('run', 'text', (column) => column.notNull().references('runs.id'))
        .addColumn('round', 'integer', (column) => column.notNull())
        .addColumn('phase', 'integer', (column) => column.notNull())
        .addColumn('client', 'text', (column) => column.notNull())
        .addColumn('payload', bytes)
        .addPrimaryKeyConstraint('contributions_key', ['run', 'round', 'phase', 'client'])
        .execute();
      await db.schema
        .createTable('rounds')
        .addColumn('run', 'text', (column) => column.notNull().references('runs.id'))
        .addColumn('round', 'integer', (column) => column.notNull())
        .addColumn('queries', 'bigint', (column) => column.notNull())
        .addColumn('value', 'double precision')
        .addColumn('best', 'double precision')
        .addColumn('bytes_up', 'bigint', (column) => column.notNull())
        .addColumn('bytes_down', 'bigint', (column) => column.notNull())
        .addColumn('seconds', 'double precision', (column) => column.notNull())
        .addColumn('clients', 'integer', (column) => column.notNull())
        .addColumn('iterate', bytes, (column) => column.notNull())
        .addPrimaryKeyConstraint('rounds_key', ['run', 'round'])
        .execute();
      await db.schema
        .createTable('clients')
        .addColumn('client', 'text', (column) => column.primaryKey())
        .addColumn('host', 'text', (column) => column.notNull())
        .addColumn('label', 'text', (column) => column.notNull())
        .addColumn('weight', 'double precision', (column) => column.notNull())
        .addColumn('dimension', 'integer', (column) => column.notNull())
        .addColumn('last_seen_ms', 'bigint', (column) => column.notNull())
        .addColumn('queries', 'bigint', (column) => column.notNull())
        .addColumn('bytes_up', 'bigint', (column) => column.notNull())
        .addColumn('bytes_down', 'bigint', (column) => column.notNull())
        .execute();
    },
  };
}

function ledgers({ bytes, appendOnly, withoutGap }: DatabaseWords): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('ledgers')
        .addColumn('data_set', 'text', (column) => column.primaryKey().notNull())
        .execute();
      await db.schema
        .createTable('ledger_entries')
        .addColumn('data_set', 'text', (column) => column.notNull().references('ledgers.data_set'))
        .addColumn('sequence', 'integer', (column) => column.notNull())
        .addColumn('line', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('ledger_entries_key', ['data_set', 'sequence'])
        .execute();
      await db.schema
        .createTable('ledger_bodies')
        .addColumn('data_set', 'text', (column) => column.notNull().references('ledgers.data_set'))
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('body', bytes, (column) => column.notNull())
        .addPrimaryKeyConstraint('ledger_bodies_key', ['data_set', 'hash'])
        .execute();
      const statements = [
        ...appendOnly('ledgers'),
        ...appendOnly('ledger_entries'),
        ...withoutGap('ledger_entries', { group: 'data_set', number: 'sequence' }),
      ];
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
