import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@fedzoo/platform-node';
import { InvalidArgumentError } from '@fedzoo/shared/errors';

/** What lets a host join, and what lets a person or program submit and stop runs. */
export interface Tokens {
  readonly joinToken: string;
  readonly adminToken: string;
}

const TOKEN_BYTES = 24;
const MIN_TOKEN_CHARACTERS = 8;
const FILE = 'tokens.json';

/**
 * The tokens of a data directory: those given, else those its file keeps, else new ones (192 random bits each), which the file then
 * keeps, readable by its owner alone. A given token is never written. Throws `InvalidArgumentError` if one is unfit or the file is damaged.
 */
export async function provideTokens(directory: string, given: Partial<Tokens>): Promise<Tokens> {
  const kept = await readTokens(join(directory, FILE));
  const stored: Partial<Record<keyof Tokens, string>> = { ...kept };
  const provide = (name: keyof Tokens): string => {
    const chosen = given[name];
    if (chosen !== undefined) return fit(name, chosen);
    return (stored[name] ??= randomBytes(TOKEN_BYTES).toString('base64url'));
  };
  const tokens = { joinToken: provide('joinToken'), adminToken: provide('adminToken') };
  if (tokens.joinToken === tokens.adminToken) {
    throw new InvalidArgumentError(
      'adminToken',
      'is the same as the join token; give two different ones, so that a client cannot command the coordinator',
    );
  }
  if (JSON.stringify(stored) !== JSON.stringify(kept)) {
    await replaceFile(join(directory, FILE), `${JSON.stringify(stored, null, 2)}\n`);
  }
  return tokens;
}

/** Whether a token is the expected one, in a time that tells nothing about where they differ. */
export function tokenMatches(candidate: unknown, expected: string): boolean {
  if (typeof candidate !== 'string') return false;
  return timingSafeEqual(digest(candidate), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function fit(name: string, token: string): string {
  if (token.length >= MIN_TOKEN_CHARACTERS && /^[!-~]+$/.test(token)) return token;
  throw new InvalidArgumentError(
    name,
    `has ${token.length} characters; a token needs at least ${MIN_TOKEN_CHARACTERS}, printable and without spaces`,
  );
}

async function readTokens(path: string): Promise<Partial<Tokens>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  const damaged = (cause?: unknown): InvalidArgumentError =>
    new InvalidArgumentError('data', `${path} is damaged; delete it to have new tokens made, or give both in the environment`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(error);
  }
  if (typeof value !== 'object' || value === null) throw damaged();
  const tokens: { joinToken?: string; adminToken?: string } = {};
  for (const name of ['joinToken', 'adminToken'] as const) {
    const token = (value as Record<string, unknown>)[name];
    if (token === undefined) continue;
    if (typeof token !== 'string' || token.length < MIN_TOKEN_CHARACTERS) throw damaged();
    tokens[name] = token;
  }
  return tokens;
}
