import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ledgerVerifier, readHeadFile } from '@fedzoo/platform-node';
import { confirmHead, LedgerError, ledgerSummary, readLedger, type LedgerSummary } from '@fedzoo/shared/ledger';
import { UserError } from '../user-error.js';
import { HEAD_FILE, LEDGER_FILE } from './folder-storage.js';
import { LEDGERS_FOLDER } from './ledger-folder.js';

/** A ledger of a data directory: what it says, and its entries, a line each. */
export interface KeptLedger {
  readonly summary: LedgerSummary;
  readonly text: string;
}

/**
 * The ledgers of a data directory, checked, sorted by data set; a process may be writing to them. Throws `UserError` where there is no such
 * directory, or a ledger in it is not sound.
 */
export async function readKeptLedgers(dataDirectory: string): Promise<KeptLedger[]> {
  const directory = resolve(dataDirectory);
  if (!existsSync(directory))
    throw new UserError('--data', `is ${directory}, which is not there; give the folder of an agent or of a simulation`);
  const folder = join(directory, LEDGERS_FOLDER);
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const paths = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const kept = (await Promise.all(paths.map(readKept))).flat();
  return kept.toSorted((a, b) => (a.summary.dataSet < b.summary.dataSet ? -1 : 1));
}

async function readKept(folder: string): Promise<KeptLedger[]> {
  const path = join(folder, LEDGER_FILE);
  if (!existsSync(path)) return [];
  try {
    // The mark first: its entry is then in the text, whoever goes on writing.
    const mark = await readHeadFile(join(folder, HEAD_FILE));
    const text = await readFile(path, 'utf8');
    const read = readLedger(text, ledgerVerifier);
    if (mark !== undefined) confirmHead(read.hashes, mark, 'its high-water mark');
    const summary = ledgerSummary(read);
    return summary === null ? [] : [{ summary, text: text.slice(0, read.wholeLength) }];
  } catch (error) {
    if (error instanceof LedgerError) throw new UserError('--data', `${path} is not a sound ledger: ${error.message}`, { cause: error });
    throw error;
  }
}
