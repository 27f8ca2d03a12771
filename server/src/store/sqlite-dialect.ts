import type { DatabaseSync, StatementSyncInstance } from '@photostructure/sqlite';
import { InvalidArgumentError } from '@fedzoo/shared/errors';
import { SqliteDialect, type Dialect } from 'kysely';

/** A value that SQLite stores as it is. */
type SqliteValue = null | string | number | bigint | Uint8Array;

type DatabaseSyncInstance = InstanceType<typeof DatabaseSync>;

/** Prepared statements kept by their text; the statements of the store are few, those of bulk inserts vary with their row count. */
const STATEMENT_CACHE_SIZE = 128;

/**
 * Kysely on a SQLite database. The driver takes a wrong type for a right one here and there (a boolean, a Date, an ArrayBuffer, NaN)
 * and lets missing parameters be NULL, so this is the one gate every statement passes: it admits only `SqliteValue`s, and exactly as
 * many as the statement has placeholders.
 */
export function createSqliteDialect(database: DatabaseSyncInstance): Dialect {
  const cache = new Map<string, Prepared>();
  return new SqliteDialect({
    database: {
      prepare(sql) {
        const known = cache.get(sql);
        if (known !== undefined) return known;
        const prepared = prepare(database, sql);
        if (cache.size >= STATEMENT_CACHE_SIZE) cache.delete(cache.keys().next().value ?? '');
        cache.set(sql, prepared);
        return prepared;
      },
      close() {
        cache.clear();
        database.close();
      },
    },
  });
}

type Prepared = ReturnType<typeof prepare>;

function prepare(database: DatabaseSyncInstance, sql: string) {
  const statement: StatementSyncInstance = database.prepare(sql);
  const placeholders = countPlaceholders(sql);
  const admit = (parameters: readonly unknown[]): SqliteValue[] => {
    if (parameters.length !== placeholders) {
      throw new InvalidArgumentError(
        'parameters',
        `the statement has ${placeholders} placeholders and got ${parameters.length} values: ${sql}`,
      );
    }
    return parameters.map(admitted);
  };
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]): unknown[] => statement.all(...admit(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...admit(parameters)),
    iterate: (parameters: readonly unknown[]): IterableIterator<unknown> => statement.iterate(...admit(parameters)),
  };
}

function admitted(value: unknown, index: number): SqliteValue {
  if (value === null || typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const kind =
    typeof value === 'object'
      ? Object.prototype.toString.call(value).slice(8, -1)
      : typeof value === 'number'
        ? String(value)
        : typeof value;
  throw new InvalidArgumentError(
    `parameters[${index}]`,
    `${kind} cannot be stored; give null, a string, a finite number, a bigint or a Uint8Array`,
  );
}

/** Question marks outside of quoted text; the dialect writes no comments. */
function countPlaceholders(sql: string): number {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '').split('?').length - 1;
}
