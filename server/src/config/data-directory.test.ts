import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimDataDirectory } from './data-directory.js';

describe('a data directory', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'fedzoo-data-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is made when it is not there', () => {
    const directory = claimDataDirectory(join(root, 'a', 'b'));
    expect(directory.databasePath).toBe(join(root, 'a', 'b', 'coordinator.db'));
    directory.release();
  });

  it('belongs to one coordinator at a time', () => {
    const first = claimDataDirectory(root);
    expect(() => claimDataDirectory(root)).toThrow(/data: .* is in use by another coordinator/);
    first.release();
    claimDataDirectory(root).release();
  });

  it('cannot be a file', async () => {
    await writeFile(join(root, 'file'), '');
    expect(() => claimDataDirectory(join(root, 'file'))).toThrow(/data: .*cannot be used as a data directory/);
    expect(() => claimDataDirectory(join(root, 'file', 'below'))).toThrow(/data: .*cannot be used as a data directory/);
  });
});
