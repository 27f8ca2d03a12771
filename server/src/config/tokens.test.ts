import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provideTokens, tokenMatches } from './tokens.js';

describe('the tokens of a coordinator', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fedzoo-tokens-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('are made at first start and kept', async () => {
    const first = await provideTokens(directory, {});
    expect(first.joinToken).toMatch(/^[\w-]{32}$/);
    expect(first.adminToken).not.toBe(first.joinToken);
    expect(await provideTokens(directory, {})).toEqual(first);
  });

  it('are readable by their owner alone', async () => {
    await provideTokens(directory, {});
    expect((await stat(join(directory, 'tokens.json'))).mode & 0o777).toBe(0o600);
  });

  it('can be given, and then are not written', async () => {
    const tokens = await provideTokens(directory, { joinToken: 'given-join-token' });
    expect(tokens.joinToken).toBe('given-join-token');
    const text = await readFile(join(directory, 'tokens.json'), 'utf8');
    expect(text).not.toContain('given-join-token');
    expect(text).toContain(tokens.adminToken);
  });

  it('are refused when they are short, have spaces or are equal, without being repeated', async () => {
    await expect(provideTokens(directory, { joinToken: 'short' })).rejects.toThrow(/joinToken: has 5 characters/);
    await expect(provideTokens(directory, { adminToken: 'with a space' })).rejects.toThrow(/adminToken/);
    await expect(provideTokens(directory, { joinToken: 'the-same-token', adminToken: 'the-same-token' })).rejects.toThrow(
      /adminToken: is the same/,
    );
    await expect(provideTokens(directory, { joinToken: 'secret no' })).rejects.not.toThrow(/secret no/);
  });

  it.each(['', '{', 'null', '{"joinToken":7}', '{"joinToken":"short"}'])('do not come from a damaged file (%s)', async (text) => {
    await writeFile(join(directory, 'tokens.json'), text);
    await expect(provideTokens(directory, {})).rejects.toThrow(/data: .*tokens\.json is damaged; delete it/);
  });

  it('match only themselves', () => {
    expect(tokenMatches('correct horse', 'correct horse')).toBe(true);
    for (const wrong of ['', 'correct hors', 'correct horse ', undefined, null, 7, {}, ['correct horse']]) {
      expect(tokenMatches(wrong, 'correct horse')).toBe(false);
    }
  });
});
