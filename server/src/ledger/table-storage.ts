import { join } from 'node:path';
import { dataSetFileName, readHeadFile, writeHeadFile } from '@fedzoo/platform-node';
import { secondWriter, type LedgerStorage } from '@fedzoo/shared/ledger';
import type { LedgerTables } from '../store/ledger-tables.js';

/**
 * A ledger in the coordinator's database, and its high-water mark in a file outside of it: a database that is put back from a backup
 * alone is found out.
 */
export function tableStorage(tables: LedgerTables, headsDirectory: string, dataSet: string): LedgerStorage {
  const headFile = join(headsDirectory, `${dataSetFileName(dataSet)}.json`);
  return {
    async read() {
      const lines = await tables.lines(dataSet);
      return { text: lines.map((line) => `${line}\n`).join(''), mark: await readHeadFile(headFile) };
    },
    async append(line, head) {
      try {
        await tables.append({ dataSet, sequence: head.sequence, line });
      } catch (error) {
        // What a trigger or a key refuses is an entry that does not follow on the last.
        if ((await tables.lines(dataSet)).length !== head.sequence) throw secondWriter(`the ledger of ${dataSet}`);
        throw error;
      }
      await writeHeadFile(headFile, head);
    },
    keep: (hash, body) => tables.keep({ dataSet, hash, body }),
    kept: (hash) => tables.kept(dataSet, hash),
    drop: (hashes) => tables.drop(dataSet, hashes),
  };
}
