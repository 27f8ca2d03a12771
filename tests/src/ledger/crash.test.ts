import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bodyDigest } from '@fedzoo/platform-node';
import { chargeOf } from '@fedzoo/shared/ledger';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { ON_DISK, type Keeping } from './kept-ledgers-fixture.js';

const SCRIPT = fileURLToPath(new URL('./crash-steps.mjs', import.meta.url));
const STEPS = ['reserve', 'compute', 'seal', 'hand over', 'publish'];
/** When it is killed: before the step, or a millisecond after it was let go into it. */
const MOMENTS = ['before', 'within'] as const;
const CHARGE = chargeOf({ sensitivity: 1, deviation: 20 });

type Said = { readonly at?: string; readonly reserved?: number; readonly handedOver?: string; readonly round: number };

/** Lets a process go on from round `first` until it is about to do `step` in a round that nobody has begun, and kills it. What it said. */
async function killed(
  kind: string,
  directory: string,
  { first, fresh, step, moment }: { first: number; fresh: number; step: string; moment: (typeof MOMENTS)[number] },
): Promise<Said[]> {
  const child = spawn(process.execPath, [SCRIPT, kind, directory, String(first)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said: Said[] = [];
  const closed = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    const what = JSON.parse(line) as Said;
    said.push(what);
    if (what.at === undefined) continue;
    const isThere = what.at === step && what.round >= fresh;
    if (!isThere || moment !== 'before') child.stdin.write('\n');
    if (!isThere) continue;
    if (moment === 'within') setTimeout(() => child.kill('SIGKILL'), 1);
    else child.kill('SIGKILL');
    // What it goes on to say until it is dead counts, too.
  }
  const [, signal] = (await closed) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return said;
}

describe.concurrent.each(ON_DISK)('a process that releases by a ledger in $name', (keeping: Keeping) => {
  beforeAll(ensureBuilt);

  it('can be killed between and in any two steps: what was charged covers what was handed over, and nothing is handed over in two forms', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fedzoo-crash-'));
    const kind = keeping.name === 'a folder' ? 'folder' : 'database';
    const handedOver = new Map<number, Set<string>>();
    const acknowledged = new Set<number>();
    let next = 0;
    try {
      for (const moment of MOMENTS) {
        for (const step of STEPS) {
          // It has lost its place: it asks again for rounds that may be published already.
          const first = Math.max(0, next - 2);
          const said = await killed(kind, directory, { first, fresh: next, step, moment });
          for (const { round, reserved, handedOver: hash } of said) {
            if (reserved !== undefined) acknowledged.add(reserved);
            if (hash !== undefined) handedOver.set(round, (handedOver.get(round) ?? new Set()).add(hash));
          }

          const ledgers = await keeping.open(directory);
          const ledger = await ledgers.ledger('patients');
          const state = ledger.state()!;
          const run = state.runs.get('run-a');
          const where = `${step}, ${moment}`;
          for (const [round, hashes] of handedOver) {
            expect([where, round, hashes.size]).toEqual([where, round, 1]);
            const sealed = await ledger.sealed({ run: 'run-a', round, phase: 'difference' });
            expect([where, round, sealed && bodyDigest(sealed.body)]).toEqual([where, round, [...hashes][0]]);
          }
          expect(run?.reserved ?? 0, where).toBeGreaterThanOrEqual(Math.max(handedOver.size, acknowledged.size, run?.published ?? 0));
          expect(state.spent, where).toBe(BigInt(run?.reserved ?? 0) * CHARGE);
          for (const [number, { body }] of state.unfinished) {
            if (body === null) await expect(ledger.seal(number, Uint8Array.of(1)), where).rejects.toThrow(/it is void/);
          }
          next = Math.max(next, ...said.map(({ round }) => round + 1));
          await ledgers.close();
        }
      }
      // Every step was reached in a round of its own: the rounds were not stuck on one.
      expect(handedOver.size).toBeGreaterThanOrEqual(MOMENTS.length * 2);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
