import { open, rename } from 'node:fs/promises';

/** Writes a file whole or not at all, on the disk before it returns, readable by its owner alone. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
