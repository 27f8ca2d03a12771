import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SOFTWARE_VERSION } from '../software-version.js';
import { UserError } from '../user-error.js';
import { openDataDirectory } from './data-directory.js';

let root: string;
let directory: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fedzoo-data-'));
  directory = join(root, 'deep', 'agent');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a data directory', () => {
  it('keeps the name it was made with, and numbers the clients under it', async () => {
    const first = openDataDirectory(directory, { name: 'edge' });
    expect(first.clientIds).toEqual(['edge']);
    await first.close();
    const second = openDataDirectory(directory, { clients: 2 });
    expect(second.clientIds).toEqual(['edge-00001', 'edge-00002']);
    await second.close();
    expect(() => openDataDirectory(directory, { name: 'other' })).toThrow(
      /--name: is "other", but the data directory .* belongs to "edge"/,
    );
  });

  it('makes up a name where none is given, and keeps it', async () => {
    const first = openDataDirectory(directory, {});
    await first.close();
    const second = openDataDirectory(directory, {});
    expect(second.clientIds).toEqual(first.clientIds);
    expect(second.clientIds[0]).toMatch(/^[A-Za-z0-9._-]{1,50}$/);
    await second.close();
  });

  it('is for its owner alone', async () => {
    const data = openDataDirectory(directory, { name: 'edge' });
    for (const name of ['.', 'journal.log', 'identity.json', 'lock']) expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
    await data.close();
  });

  it('is used by one process at a time, and by the next one after a kill', async () => {
    const data = openDataDirectory(directory, { name: 'edge' });
    expect(() => openDataDirectory(directory, {})).toThrow(new RegExp(`--data: .* is in use by process ${process.pid}`));
    await data.close();
    // A process that was killed left its lock; its number belongs to nobody, or to another program that started later.
    writeFileSync(join(directory, 'lock'), '999999999 1');
    await openDataDirectory(directory, {}).close();
    writeFileSync(join(directory, 'lock'), `${process.ppid} 1`);
    await openDataDirectory(directory, {}).close();
  });

  it('opens for the next one when opening failed', async () => {
    expect(() => openDataDirectory(directory, { name: 'not a name' })).toThrow(/--name: is "not a name"; use 1 to 50 characters/);
    expect(() => openDataDirectory(directory, { clientIds: ['a', 'b', 'a'] })).toThrow(/names the client a twice/);
    expect(() => openDataDirectory(directory, { clientIds: ['a/b'] })).toThrow(UserError);
    await openDataDirectory(directory, {}).close();
  });

  it('refuses a path that is a file', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => openDataDirectory(join(root, 'file'), {})).toThrow(/--data: .* cannot be made a directory/);
  });
});

describe('the software version', () => {
  it('is that of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(SOFTWARE_VERSION).toBe(version);
  });
});
