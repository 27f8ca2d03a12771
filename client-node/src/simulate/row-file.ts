import { parseRoundRow, type RoundRow } from '@fedzoo/shared/telemetry';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * `rounds.jsonl`: one JSON object a line, and lines are only ever added, so a program can follow the file while the run goes on. A row
 * comes in once it cannot change any more. O(row) a row.
 */
export interface RowFile {
  /** On disk when it resolves. */
  append(rows: readonly RoundRow[]): Promise<void>;
  /** Bytes of the lines that are on disk. */
  sizeBytes(): number;
  close(): Promise<void>;
}

export const ROW_FILE = 'rounds.jsonl';

/** Opens the file of a folder behind its first `keptBytes`; what stands there after them, a line cut by a kill also, is dropped. */
export async function openRowFile(directory: string, keptBytes: number): Promise<RowFile> {
  const file = await openOrCreate(join(directory, ROW_FILE));
  await file.truncate(keptBytes);
  let size = keptBytes;
  return {
    async append(rows) {
      if (rows.length === 0) return;
      const bytes = Buffer.from(rows.map(rowLine).join(''));
      await file.write(bytes, 0, bytes.length, size);
      await file.datasync();
      size += bytes.length;
    },
    sizeBytes: () => size,
    close: () => file.close(),
  };
}

/** The rows of whole lines at the beginning of a folder's file, and where they end; none where there is no file. */
export async function readRowFile(directory: string): Promise<{ readonly rows: readonly RoundRow[]; readonly endsAt: readonly number[] }> {
  const bytes = await readFile(join(directory, ROW_FILE)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const rows: RoundRow[] = [];
  const endsAt: number[] = [];
  let begin = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, begin)) {
    try {
      rows.push(parseRoundRow(JSON.parse(bytes.toString('utf8', begin, end))));
    } catch {
      break;
    }
    begin = end + 1;
    endsAt.push(begin);
  }
  return { rows, endsAt };
}

export function rowLine(row: RoundRow): string {
  return `${JSON.stringify(row)}\n`;
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return open(path, 'w');
    throw error;
  }
}
