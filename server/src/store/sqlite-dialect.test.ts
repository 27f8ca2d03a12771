import { DatabaseSync } from '@photostructure/sqlite';
import { CompiledQuery, Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteDialect } from './sqlite-dialect.js';

interface Sample {
  readonly sample: { readonly id: number; readonly value: unknown };
}

describe('the SQLite dialect', () => {
  let database: Kysely<Sample>;

  beforeEach(async () => {
    database = new Kysely<Sample>({ dialect: createSqliteDialect(new DatabaseSync(':memory:')) });
    await database.schema
      .createTable('sample')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('value', sql`any`)
      .execute();
  });
  afterEach(() => database.destroy());

  it.each([
    ['null', null],
    ['a string', "it's ?"],
    ['an empty string', ''],
    ['a fraction', 0.1],
    ['a large integer', 2 ** 53 - 1],
    ['bytes', new Uint8Array([0, 255, 7])],
    ['no bytes', new Uint8Array(0)],
  ])('gives back %s as it was', async (_, value) => {
    await database.insertInto('sample').values({ id: 1, value }).execute();
    expect((await database.selectFrom('sample').select('value').executeTakeFirstOrThrow()).value).toEqual(value);
  });

  it.each([
    ['a boolean', true],
    ['a date', new Date(0)],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['an object', { value: 1 }],
    ['doubles', new Float64Array(2)],
    ['a buffer without a view', new ArrayBuffer(4)],
    ['a function', () => 1],
  ])('refuses %s instead of storing something else', async (_, value) => {
    const query = CompiledQuery.raw('insert into sample (id, value) values (?, ?)', [1, value]);
    await expect(database.executeQuery(query)).rejects.toThrow(/parameters\[1\]: .* cannot be stored/);
    expect(await database.selectFrom('sample').selectAll().execute()).toEqual([]);
  });

  it('refuses a count of values that is not the count of placeholders', async () => {
    for (const values of [[], [1], [1, 2, 3]]) {
      await expect(database.executeQuery(CompiledQuery.raw('select ?, \'?\', ? as "?"', values))).rejects.toThrow(/2 placeholders/);
    }
  });

  it('rolls back a transaction that throws', async () => {
    const failing = database.transaction().execute(async (transaction) => {
      await transaction.insertInto('sample').values({ id: 1, value: 'kept?' }).execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await database.selectFrom('sample').selectAll().execute()).toEqual([]);
  });

  it('returns rows of an insert and counts of an update', async () => {
    const inserted = await database.insertInto('sample').values({ id: 4, value: 1 }).returning('id').executeTakeFirst();
    expect(inserted).toEqual({ id: 4 });
    const updated = await database.updateTable('sample').set({ value: 2 }).executeTakeFirst();
    expect(updated.numUpdatedRows).toBe(1n);
  });
});
