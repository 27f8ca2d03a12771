import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { Migrator, type ColumnDataType, type Kysely, type Migration } from 'kysely';
import type { Tables } from './schema.js';

/** What differs between databases: the name of the type for bytes. */
export interface ColumnTypes {
  readonly bytes: ColumnDataType;
}

/**
 * Brings a database to the newest schema; a migration that was once released is never edited. Throws `InvalidArgumentError` if a later
 * version wrote it.
 */
export async function migrateToLatest(database: Kysely<Tables>, types: ColumnTypes): Promise<void> {
  const migrations = { '001-first': first(types) };
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

function first({ bytes }: ColumnTypes): Migration {
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
