import { randomBytes } from 'node:crypto';
import type { RunId } from '@fedzoo/shared/federation/server';

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * A new run id, which no other run has: releases about the same data are told apart by it. All have 12 characters: the id travels in tasks
 * and contributions, so their size, which is reported, must not depend on which run it was.
 */
export function createRunId(): RunId {
  return `run-${[...randomBytes(8)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}` as RunId;
}
