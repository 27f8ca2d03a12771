import { open } from 'node:fs/promises';

/** Makes the names in a directory outlive the loss of power. Windows cannot open a directory, and needs no such step. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
