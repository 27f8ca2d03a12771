import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readHeadFile, replaceFile, syncDirectory, writeHeadFile } from '@fedzoo/platform-node';
import { secondWriter, type LedgerStorage } from '@fedzoo/shared/ledger';

export const LEDGER_FILE = 'ledger.jsonl';
export const HEAD_FILE = 'head.json';
const BODIES = 'bodies';

/**
 * A ledger in a folder of its own: `ledger.jsonl`, which is what is exported, its high-water mark in `head.json`, and the bytes of sealed
 * releases under their hashes. A line that a crash cut short is cut off when it is read. Every write checks that the file is as long as it was
 * left: another writer is found out, whatever became of the lock.
 */
export function folderStorage(directory: string): LedgerStorage {
  const path = join(directory, LEDGER_FILE);
  const bodyPath = (hash: string): string => join(directory, BODIES, hash);
  let size = 0;

  return {
    async read() {
      await makeDirectory(join(directory, BODIES));
      const file = await open(path, 'a+', 0o600);
      try {
        const bytes = await file.readFile();
        size = bytes.lastIndexOf('\n') + 1;
        if (size < bytes.length) await file.truncate(size);
        await file.sync();
        await syncDirectory(directory);
        return { text: bytes.toString('utf8', 0, size), mark: await readHeadFile(join(directory, HEAD_FILE)) };
      } finally {
        await file.close();
      }
    },

    async append(line, head) {
      const file = await open(path, 'a');
      try {
        if ((await file.stat()).size !== size) throw secondWriter(path);
        const bytes = Buffer.from(`${line}\n`, 'utf8');
        await file.writeFile(bytes);
        await file.datasync();
        size += bytes.length;
      } finally {
        await file.close();
      }
      await writeHeadFile(join(directory, HEAD_FILE), head);
    },

    keep: (hash, body) => replaceFile(bodyPath(hash), body),

    async kept(hash) {
      try {
        return new Uint8Array(await readFile(bodyPath(hash)));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async drop(hashes) {
      for (const hash of hashes) await rm(bodyPath(hash), { force: true });
      await syncDirectory(join(directory, BODIES));
    },
  };
}

/** Makes a directory and those above it, and their names outlive the loss of power. */
async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; ; made = dirname(made)) {
    await syncDirectory(dirname(made));
    if (made === first) return;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
