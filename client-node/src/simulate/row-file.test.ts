import type { RoundRow } from '@fedzoo/shared/telemetry';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRowFile, readRowFile, ROW_FILE, rowLine } from './row-file.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-rows-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const row = (round: number): RoundRow => ({
  round,
  queries: 10 * round,
  value: -0 + round / 3,
  best: 0,
  bytesUp: round,
  bytesDown: round,
  seconds: 0.1,
  clients: 2,
});
const text = (): string => readFileSync(join(directory, ROW_FILE), 'utf8');

describe('the file of rows', () => {
  it('holds a line a row and gives them back with the place where each ends', async () => {
    const file = await openRowFile(directory, 0);
    await file.append([row(0), row(1)]);
    await file.append([]);
    await file.append([row(2)]);
    await file.close();
    expect(text()).toBe([row(0), row(1), row(2)].map(rowLine).join(''));
    expect(file.sizeBytes()).toBe(text().length);
    const { rows, endsAt } = await readRowFile(directory);
    expect(rows).toEqual([row(0), row(1), row(2)]);
    expect(endsAt.map((end) => text()[end - 1])).toEqual(['\n', '\n', '\n']);
    expect(endsAt.at(-1)).toBe(file.sizeBytes());
  });

  it.each(['{"round":9,"queries":1', '\u0000\u0000\n{"round"', 'x\n', `${rowLine(row(7)).slice(0, -1)}`, rowLine(row(7))])(
    'goes on behind the bytes that are kept, whatever a kill left after them (%j)',
    async (torn) => {
      const before = await openRowFile(directory, 0);
      await before.append([row(0), row(1)]);
      await before.close();
      appendFileSync(join(directory, ROW_FILE), torn);
      expect((await readRowFile(directory)).rows.slice(0, 2)).toEqual([row(0), row(1)]);
      const after = await openRowFile(directory, before.sizeBytes());
      await after.append([row(2)]);
      await after.close();
      expect(text()).toBe([row(0), row(1), row(2)].map(rowLine).join(''));
    },
  );

  it('is empty where there is none', async () => {
    expect(await readRowFile(directory)).toEqual({ rows: [], endsAt: [] });
  });
});
