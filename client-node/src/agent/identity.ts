import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../user-error.js';

/** Who a data directory belongs to; made once, kept for good. */
export interface Identity {
  /** Name of the host, for people and in the names of its clients: 1 to 50 characters of [A-Za-z0-9._-]. */
  readonly base: string;
}

const NAME = /^[A-Za-z0-9._-]{1,50}$/;
const CLIENT_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The identity kept in `directory`; made if it is missing, from `name` or else from the machine's name and four random characters.
 * Throws `UserError` if `name` is not the one the directory belongs to.
 */
export function openIdentity(directory: string, name: string | undefined): Identity {
  if (name !== undefined && !NAME.test(name)) throw new UserError('--name', `is "${name}"; use 1 to 50 characters of A-Z a-z 0-9 . _ -`);
  const path = join(directory, 'identity.json');
  const kept = readIdentity(path);
  if (kept === undefined) {
    const identity = { base: name ?? madeUpName() };
    writeDurably(path, `${JSON.stringify({ format: 1, ...identity })}\n`);
    return identity;
  }
  if (name !== undefined && name !== kept.base) {
    throw new UserError(
      '--name',
      `is "${name}", but the data directory ${directory} belongs to "${kept.base}"; leave --name out, or choose another directory`,
    );
  }
  return kept;
}

/** The ids of N clients, `<base>-00001` to N; the base itself where no number is asked for. Throws `UserError`. */
export function clientIds({ base }: Identity, count: number | undefined): string[] {
  if (count === undefined) return [base];
  return Array.from({ length: count }, (_, index) => `${base}-${String(index + 1).padStart(5, '0')}`);
}

/** Ids that a user names. Throws `UserError`. */
export function checkClientIds(ids: readonly string[], field: string): readonly string[] {
  const bad = ids.find((id) => !CLIENT_ID.test(id));
  if (bad !== undefined) throw new UserError(field, `has the client id "${bad}"; use 1 to 64 characters of A-Z a-z 0-9 . _ -`);
  const seen = new Set<string>();
  const twice = ids.find((id) => seen.size === seen.add(id).size);
  if (twice !== undefined) throw new UserError(field, `names the client ${twice} twice; every client has an id of its own`);
  return ids;
}

function readIdentity(path: string): Identity | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && 'base' in json && typeof json.base === 'string' && NAME.test(json.base))
      return { base: json.base };
  } catch {
    // Told below, as any other content that is not an identity.
  }
  throw new UserError('--data', `${path} does not hold an identity; restore it, or choose another directory`);
}

function madeUpName(): string {
  const machine = hostname()
    .split('.')[0]
    ?.replaceAll(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 40);
  return `${machine === undefined || machine === '' ? 'host' : machine}-${randomBytes(2).toString('hex')}`;
}

function writeDurably(path: string, text: string): void {
  const temporary = `${path}.new`;
  const fd = openSync(temporary, 'w', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}
