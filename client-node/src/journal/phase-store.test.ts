import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPhaseStore, type FinishedPhase } from './phase-store.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-store-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const finished = (client: string, round: number, run = 'r'): FinishedPhase => ({
  run,
  client,
  plan: 'p',
  round,
  phase: 0,
  state: { window: Float64Array.of(round, -0, Number.MIN_VALUE), note: null },
  contribution: { queries: round, iterateValue: -0 },
});
const LIMITS = { segmentBytes: 2000, garbageFactor: 2 };

function totalBytes(): number {
  return readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

describe('a phase store', () => {
  it('gives back the last phase of each client and run, bit for bit, after it is opened again', async () => {
    const store = openPhaseStore(directory);
    for (const round of [1, 2, 3]) for (const client of ['a', 'b']) store.put(finished(client, round));
    store.put(finished('a', 9, 's'));
    await store.close();
    const again = openPhaseStore(directory);
    expect(again.get('r', 'a')).toStrictEqual(finished('a', 3));
    expect(again.get('s', 'a')).toStrictEqual(finished('a', 9, 's'));
    expect(again.get('s', 'b')).toBeUndefined();
    await again.close();
  });

  it('forgets a run for good', async () => {
    const store = openPhaseStore(directory);
    store.put(finished('a', 1));
    store.put(finished('a', 1, 's'));
    store.forget('r');
    expect(store.get('r', 'a')).toBeUndefined();
    await store.close();
    const again = openPhaseStore(directory);
    expect(again.get('r', 'a')).toBeUndefined();
    expect(again.get('s', 'a')).toBeDefined();
    await again.close();
  });

  it('clears away what is superseded, and loses nothing that is live by it', async () => {
    const store = openPhaseStore(directory, LIMITS);
    store.put(finished('rare', 1));
    for (let round = 1; round <= 300; round++) {
      store.put(finished('a', round));
      await store.flush();
    }
    expect(totalBytes()).toBeLessThan(8000);
    expect(store.get('r', 'rare')).toStrictEqual(finished('rare', 1));
    await store.close();
    const again = openPhaseStore(directory, LIMITS);
    expect(again.get('r', 'rare')).toStrictEqual(finished('rare', 1));
    expect(again.get('r', 'a')).toStrictEqual(finished('a', 300));
    await again.close();
  });

  it('killed between copying a file away and removing it, opens to the same', async () => {
    const store = openPhaseStore(directory, LIMITS);
    store.put(finished('rare', 1));
    for (let round = 1; round <= 12; round++) store.put(finished('a', round));
    const oldest = join(directory, readdirSync(directory).sort()[0]!);
    const copy = join(directory, '..', `${Date.now()}-oldest.log`);
    copyFileSync(oldest, copy);
    for (let round = 13; round <= 40; round++) {
      store.put(finished('a', round));
      await store.flush();
    }
    await store.close();
    expect(readdirSync(directory)).not.toContain(oldest.split('/').at(-1));
    copyFileSync(copy, oldest);
    rmSync(copy);
    const again = openPhaseStore(directory, LIMITS);
    expect(again.get('r', 'rare')).toStrictEqual(finished('rare', 1));
    expect(again.get('r', 'a')).toStrictEqual(finished('a', 40));
    await again.close();
  });

  it('torn at its end, holds the phase before', async () => {
    const store = openPhaseStore(directory);
    store.put(finished('a', 1));
    store.put(finished('a', 2));
    await store.close();
    const file = join(directory, readdirSync(directory)[0]!);
    truncateSync(file, statSync(file).size - 5);
    const again = openPhaseStore(directory);
    expect(again.get('r', 'a')).toStrictEqual(finished('a', 1));
    await again.close();
  });
});
