import { readFile } from 'node:fs/promises';
import { LedgerError, parseHead, type Head } from '@fedzoo/shared/ledger';
import { replaceFile } from './replace-file.js';

/** The head of a file; undefined where there is no file. Throws `LedgerError` where it holds something else. */
export async function readHeadFile(path: string): Promise<Head | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const head = parseHead(valueOf(text));
  if (head === undefined)
    throw new LedgerError(
      0,
      `${path} is not a high-water mark, { "sequence": n, "hash": "…" }; put it back as the last entry that a client, a copy or a backup has seen`,
    );
  return head;
}

/** Replaces the head of a file; on the disk when it resolves. */
export async function writeHeadFile(path: string, { sequence, hash }: Head): Promise<void> {
  await replaceFile(path, `${JSON.stringify({ sequence, hash })}\n`);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
