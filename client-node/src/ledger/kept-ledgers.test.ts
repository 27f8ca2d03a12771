import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../user-error.js';
import { readKeptLedgers } from './kept-ledgers.js';
import { openLedgerFolder } from './ledger-folder.js';

describe('reading the ledgers of a directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fedzoo-kept-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const begun = async (dataSet: string): Promise<string> => {
    const folder = await openLedgerFolder(directory);
    const ledger = await folder.ledger(dataSet);
    await ledger.open({
      keeper: 'client',
      dataSet,
      unit: 'record',
      relation: 'add-remove',
      trust: 'local',
      budget: { epsilon: 1, delta: 1e-6 },
    });
    await ledger.plan('run-a', 'ab'.repeat(32));
    folder.close();
    return join(directory, 'ledgers', dataSet, 'ledger.jsonl');
  };

  it('finds none where nothing was released', async () => {
    expect(await readKeptLedgers(directory)).toEqual([]);
    (await openLedgerFolder(directory)).close();
    expect(await readKeptLedgers(directory)).toEqual([]);
    await expect(readKeptLedgers(join(directory, 'nowhere'))).rejects.toThrow(/--data: is .*nowhere, which is not there; give the folder/);
  });

  it('leaves what a writer has not finished alone', async () => {
    const file = await begun('patients');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, `${whole}{"content":{"sequ`);
    expect(await readKeptLedgers(directory)).toMatchObject([{ text: whole, summary: { dataSet: 'patients', entries: 2 } }]);
    expect(readFileSync(file, 'utf8')).toBe(`${whole}{"content":{"sequ`);
  });

  it('refuses one that was rolled back, and one that was changed', async () => {
    const file = await begun('patients');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.slice(0, whole.indexOf('\n') + 1));
    await expect(readKeptLedgers(directory)).rejects.toThrow(UserError);
    await expect(readKeptLedgers(directory)).rejects.toThrow(
      /ledger\.jsonl is not a sound ledger: the ledger ends at entry 0, but its high-water mark has seen entry 1: it was rolled back/,
    );
    writeFileSync(file, whole.replace('"epsilon":1', '"epsilon":9'));
    await expect(readKeptLedgers(directory)).rejects.toThrow(/line 1: hash is not that of the content/);
  });
});
