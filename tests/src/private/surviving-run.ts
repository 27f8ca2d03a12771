import { join } from 'node:path';
import { ledgerVerifier } from '@fedzoo/platform-node';
import { readKeptLedgers } from '@fedzoo/client-node';
import { openStoredLedgers } from '@fedzoo/server';
import { createServerHalf, type RunId } from '@fedzoo/shared/federation/server';
import { ledgerSummary, readLedger, type LedgerSummary } from '@fedzoo/shared/ledger';
import { scalarKernels } from '@fedzoo/shared/numeric';
import { zcdpEpsilon } from '@fedzoo/shared/privacy';
import { expect } from 'vitest';
import { openSqliteStore } from '../../../server/src/store/sqlite-store.js';
import { releasedAggregate } from '../../../shared/src/federation/releases/pending-release.js';
import { releasedFrom } from '../../../shared/src/federation/releases/release-bytes.js';
import { CLIENTS, DATA_SET, type KilledRun } from './killed-run.js';

/** What a ledger says in its lines, checked from the first to the last. */
interface Told {
  readonly summary: LedgerSummary;
  readonly reserved: readonly { readonly sequence: number; readonly round: number; readonly cost: number }[];
  readonly sealed: readonly { readonly reservation: number; readonly body: string }[];
  readonly published: readonly number[];
}

interface Line {
  readonly content: {
    readonly kind: string;
    readonly sequence: number;
    readonly round: number;
    readonly reservation: number;
    readonly body: string;
    readonly release: { readonly sensitivity: number; readonly deviation: number };
  };
}

function told(text: string): Told {
  const summary = ledgerSummary(readLedger(text, ledgerVerifier))!;
  const contents = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as Line).content);
  const of = (kind: string) => contents.filter((content) => content.kind === kind);
  return {
    summary,
    reserved: of('reserve').map(({ sequence, round, release }) => ({
      sequence,
      round,
      cost: (release.sensitivity / release.deviation) ** 2,
    })),
    sealed: of('seal').map(({ reservation, body }) => ({ reservation, body })),
    published: of('publish').map(({ reservation }) => reservation),
  };
}

/** Spent is what was reserved, no seal and no publication is there twice, and each round has at most one release. */
function checkAccount({ summary, reserved, sealed, published }: Told): void {
  const rho = reserved.reduce((sum, { cost }) => sum + cost / 2, 0);
  expect(summary.epsilon / zcdpEpsilon(rho, summary.budget.delta)).toBeCloseTo(1, 9);
  expect(summary.epsilon).toBeLessThan(summary.budget.epsilon);
  expect(new Set(sealed.map(({ body }) => body)).size).toBe(sealed.length);
  expect(new Set(sealed.map(({ reservation }) => reservation)).size).toBe(sealed.length);
  expect(new Set(published).size).toBe(published.length);
  const rounds = sealed.map(({ reservation }) => reserved.find(({ sequence }) => sequence === reservation)!.round);
  expect(new Set(rounds).size).toBe(rounds.length);
}

/** Holds what is left of a killed run to what it promised. Gives what was counted. */
export async function checkSurvivor({ run, coordinatorData, agentData }: KilledRun) {
  const store = await openSqliteStore(join(coordinatorData, 'coordinator.db'));
  const stored = (await store.run(run as RunId))!;
  const rows = await store.rounds(run as RunId, { iterates: true });
  await store.close();
  const ledgers = await openStoredLedgers(coordinatorData);
  try {
    const account = told(await ledgers.text(DATA_SET));
    checkAccount(account);
    const rounds = rows.length - 1;
    // The last release may have been published when the process that would have closed its round was killed.
    expect([rounds, rounds + 1]).toContain(account.published.length);

    // The iterates are those of the bytes that were sealed, whoever was killed: no noise was drawn a second time.
    const ledger = await ledgers.ledger(DATA_SET);
    const half = createServerHalf(stored.plan!, scalarKernels);
    let state = half.init(Float64Array.from(rows[0]!.iterate!), stored.plan!);
    for (const row of rows.slice(1)) {
      const release = await ledger.sealed({ run, round: row.round, phase: '0' });
      expect(release?.isPublished).toBe(true);
      state = half.update(state, 0, releasedAggregate(releasedFrom(release!.body), CLIENTS));
      expect([...state.iterate]).toEqual(row.iterate);
    }

    const own = await readKeptLedgers(agentData);
    expect(own).toHaveLength(CLIENTS);
    const voids = [];
    for (const { text } of own) {
      const kept = told(text);
      checkAccount(kept);
      expect(kept.sealed.length).toBeGreaterThanOrEqual(rounds);
      voids.push(kept.reserved.length - kept.sealed.length);
    }
    return { rounds, void: { coordinator: account.reserved.length - account.sealed.length, clients: voids } };
  } finally {
    await ledgers.close();
  }
}
