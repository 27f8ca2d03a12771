import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BudgetSpentError, LedgerError, type Ledger, type LedgerTerms } from '@fedzoo/shared/ledger';
import { zcdpEpsilon } from '@fedzoo/shared/privacy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inMemory, ON_DISK, type Keeping, type OpenedLedgers } from './kept-ledgers-fixture.js';

const terms: LedgerTerms = {
  keeper: 'coordinator',
  dataSet: 'patients',
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  budget: { epsilon: 1, delta: 1e-6 },
};
/** m = 20: ρ = 1/800. */
const noise = { noise: 'discrete', gridExponent: -24, sensitivity: 2 ** 20, deviation: 20 * 2 ** 20, dimension: 8 } as const;
const name = (round: number, run = 'run-a') => ({ run, round, phase: 'difference' });
const charge = (round: number, run?: string) => ({ ...name(round, run), release: noise });

async function released(ledger: Ledger, round: number, run?: string): Promise<number> {
  const number = await ledger.reserve(charge(round, run));
  await ledger.seal(number, Uint8Array.of(round, run?.length ?? 0, 7));
  await ledger.publish(number);
  return number;
}

/** One directory, and what is opened on it. */
interface Here {
  directory: string;
  /** Ends whoever has the directory, and opens it again. */
  reopen(): Promise<OpenedLedgers>;
  ledger(change?: Partial<LedgerTerms>): Promise<Ledger>;
  close(): Promise<void>;
}

function onDirectory(keeping: Keeping): Here {
  let opened: OpenedLedgers | undefined;
  const here: Here = {
    directory: '',
    async reopen() {
      await here.close();
      opened = await keeping.open(here.directory);
      return opened;
    },
    async ledger(change = {}) {
      const asked = { ...terms, ...change };
      const ledger = await (await here.reopen()).ledger(asked.dataSet);
      await ledger.open(asked);
      return ledger;
    },
    async close() {
      await opened?.close();
      opened = undefined;
    },
  };
  beforeEach(() => {
    here.directory = mkdtempSync(join(tmpdir(), 'fedzoo-ledgers-'));
  });
  afterEach(async () => {
    await here.close();
    rmSync(here.directory, { recursive: true });
  });
  return here;
}

describe.each([...ON_DISK, inMemory()])('a ledger kept in $name', (keeping) => {
  const here = onDirectory(keeping);

  it('opened again is the same, and goes on', async () => {
    const ledger = await here.ledger();
    await ledger.plan('run-a', 'ab'.repeat(32));
    await released(ledger, 1);
    await ledger.reserve(charge(2));
    const [head, state] = [ledger.head(), ledger.state()];
    const again = await here.ledger();
    expect([again.head(), again.state()]).toEqual([head, state]);
    await again.plan('run-a', 'ab'.repeat(32));
    expect(await released(again, 3)).toBe(head.sequence + 1);
    expect((await here.ledger()).state()?.runs.get('run-a')).toMatchObject({ reserved: 3, published: 2, plan: 'ab'.repeat(32) });
  });

  it.each([
    ['some bytes', Uint8Array.of(0, 255, 10, 13, 7)],
    ['no bytes', new Uint8Array(0)],
    ['a million bytes', Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 31) % 251)],
  ])('gives %s that were sealed again as they were, before and after they are published', async (_, body) => {
    const ledger = await here.ledger();
    const number = await ledger.reserve(charge(1));
    expect(await ledger.sealed(name(1))).toBeUndefined();
    await ledger.seal(number, body);
    // Comparing a million elements for equality takes the test's library seconds.
    const sealed = async (from: Ledger): Promise<object> => {
      const release = await from.sealed(name(1));
      return { ...release, body: release?.body instanceof Uint8Array && Buffer.compare(release.body, body) === 0 };
    };
    expect(await sealed(ledger)).toEqual({ reservation: number, body: true, isPublished: false });
    const again = await here.ledger();
    expect(await sealed(again)).toEqual({ reservation: number, body: true, isPublished: false });
    await again.publish(number);
    const last = await here.ledger();
    expect(await sealed(last)).toEqual({ reservation: number, body: true, isPublished: true });
    for (const other of [name(2), name(1, 'run-b'), { ...name(1), phase: 'restart' }]) expect(await last.sealed(other)).toBeUndefined();
  });

  it('never seals what a process before it reserved: that is spent and void', async () => {
    const ledger = await here.ledger();
    const lost = await ledger.reserve(charge(1));
    const again = await here.ledger();
    await expect(again.seal(lost, Uint8Array.of(1))).rejects.toThrow(/reserved by a process that is gone: it is void/);
    expect(await again.sealed(name(1))).toBeUndefined();
    const retry = await released(again, 1);
    expect(await again.sealed(name(1))).toMatchObject({ reservation: retry });
    expect(again.state()?.spent).toBe(2n * 2_500_000_000_000_000n);
  });

  it('keeps bytes until their run forgets them, those of other runs beyond that, and hashes for good', async () => {
    const ledger = await here.ledger();
    await released(ledger, 1);
    await released(ledger, 2);
    await released(ledger, 2, 'other-run');
    const twin = await ledger.reserve(charge(3));
    // The same bytes as those of the other run.
    await ledger.seal(twin, Uint8Array.of(2, 'other-run'.length, 7));
    await ledger.forget('run-a');
    const again = await here.ledger();
    await expect(again.sealed(name(1))).rejects.toThrow(LedgerError);
    await expect(again.sealed(name(1))).rejects.toThrow(/was sealed, but its bytes are no longer kept.*begin another run than run-a/);
    await expect(again.reserve(charge(1))).rejects.toThrow(/noise is not drawn a second time/);
    expect((await again.sealed(name(2, 'other-run')))?.body).toEqual(Uint8Array.of(2, 9, 7));
    await again.forget('no-run');
  });

  it('refuses what is beyond the budget of its data set, whatever the run and however often it was opened', async () => {
    const change = { budget: { epsilon: zcdpEpsilon(3.5 / 800, 1e-6), delta: 1e-6 } };
    for (let round = 0; round < 3; round++) await released(await here.ledger(change), round, `run-${round}`);
    for (let attempt = 0; attempt < 2; attempt++)
      await expect((await here.ledger(change)).reserve(charge(3, 'run-3'))).rejects.toThrow(BudgetSpentError);
    expect((await here.ledger(change)).state()?.runs.size).toBe(3);
  });

  it('agrees to its own terms only', async () => {
    const ledger = await here.ledger();
    const head = ledger.head();
    await ledger.open(terms);
    expect(ledger.head()).toEqual(head);
    await expect(ledger.open({ ...terms, budget: { epsilon: 8, delta: 1e-6 } })).rejects.toThrow(
      /privacy\.epsilon: is 8, but the ledger of the data set patients began with 1; a budget belongs to the data/,
    );
    await expect(ledger.open({ ...terms, unit: 'client' })).rejects.toThrow(/privacy\.unit: is client/);
    await expect(ledger.open({ ...terms, relation: 'replace-one' })).rejects.toThrow(/privacy\.relation/);
    await expect(ledger.open({ ...terms, trust: 'local' })).rejects.toThrow(/privacy\.trust/);
    await expect(ledger.open({ ...terms, budget: { epsilon: 1, delta: 1e-7 } })).rejects.toThrow(/privacy\.delta/);
  });

  it('is one for a data set, whoever asks, and another for another, however alike the names', async () => {
    const names = ['patients', 'Patients', 'patients ', '../patients', 'a/b', 'CON', 'grüße', '…', 'x'.repeat(200), 'x'.repeat(199)];
    const ledgers = await here.reopen();
    for (const [i, dataSet] of names.entries()) {
      const ledger = await ledgers.ledger(dataSet);
      await ledger.open({ ...terms, dataSet });
      for (let k = 0; k <= i; k++) await ledger.reserve(charge(k));
      expect(await ledgers.ledger(dataSet)).toBe(ledger);
    }
    const again = await here.reopen();
    for (const [i, dataSet] of names.entries()) {
      const { opening, runs } = (await again.ledger(dataSet)).state()!;
      expect([opening.dataSet, runs.get('run-a')?.reserved]).toEqual([dataSet, i + 1]);
    }
  });

  it('is written by two who ask at the same time in one order', async () => {
    const ledgers = await here.reopen();
    const both = await Promise.all([ledgers.ledger('patients'), ledgers.ledger('patients')]);
    await Promise.all(both.map((ledger) => ledger.open(terms)));
    const numbers = await Promise.all([1, 2, 3, 4].map((round) => both[round % 2]!.reserve(charge(round))));
    expect(numbers).toEqual([1, 2, 3, 4]);
    expect((await here.ledger()).head().sequence).toBe(4);
  });
});

describe.each(ON_DISK)('a ledger kept in $name', (keeping) => {
  const here = onDirectory(keeping);

  /** The directory as it is now, put back later in part. */
  async function copied(): Promise<{ putBack: (isPart: (path: string) => boolean) => Promise<void> }> {
    await here.close();
    const copy = `${here.directory}.copy`;
    cpSync(here.directory, copy, { recursive: true });
    return {
      async putBack(isPart) {
        await here.close();
        cpSync(copy, here.directory, { recursive: true, filter: (path) => statSync(path).isDirectory() || isPart(path) });
        rmSync(copy, { recursive: true });
      },
    };
  }

  it('is not opened by a second process or a second part of this one', async () => {
    await here.ledger();
    await expect(keeping.open(here.directory)).rejects.toThrow(/in use by (process|another coordinator).*(end that process|stop that one)/);
  });

  it('put back from an older copy is found out by its high-water mark, and nothing is released by it', async () => {
    await released(await here.ledger(), 1);
    const copy = await copied();
    await released(await here.ledger(), 2);
    await copy.putBack((path) => !keeping.isMark(path));
    const ledgers = await here.reopen();
    await expect(ledgers.ledger('patients')).rejects.toThrow(
      /ends at entry 3, but its high-water mark has seen entry 6: it was rolled back.*put back the newest copy/,
    );
  });

  it('put back with its high-water mark is found out by a client that saw more, and so is one that went on from there', async () => {
    await released(await here.ledger(), 1);
    const copy = await copied();
    const ledger = await here.ledger();
    await released(ledger, 2);
    const seen = ledger.head();
    ledger.confirm(seen, 'client c1');
    await copy.putBack(() => true);
    const older = await here.ledger();
    expect(() => older.confirm(seen, 'client c1')).toThrow(/ends at entry 3, but client c1 has seen entry 6: it was rolled back/);
    await released(older, 3);
    expect(() => older.confirm(seen, 'client c1')).toThrow(/is not the entry 6 that client c1 has seen.*went on apart/);
    older.confirm(older.head(), 'client c2');
  });

  it('without its high-water mark is not gone on with, but for the first entry, which may have died before it', async () => {
    await here.ledger();
    const marks = async (): Promise<void> => {
      await here.close();
      for (const path of readdirSync(here.directory, { recursive: true, encoding: 'utf8' })) {
        if (keeping.isMark(join(here.directory, path)) && path.endsWith('.json')) rmSync(join(here.directory, path));
      }
    };
    await marks();
    await released(await here.ledger(), 1);
    await marks();
    await expect((await here.reopen()).ledger('patients')).rejects.toThrow(/has 4 entries but no high-water mark.*put it back as/);
  });

  it('is signed by a key that only its owner can read, is kept, and is nobody else’s', async () => {
    const publicKey = (await here.ledger()).state()?.opening.publicKey;
    const path = join(here.directory, 'ledger-key.pem');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    expect((await here.ledger()).state()?.opening.publicKey).toBe(publicKey);
    expect(readFileSync(path, 'utf8')).toBe(text);

    rmSync(path);
    await here.close();
    await expect((await here.reopen()).ledger('patients')).rejects.toThrow(/signed with another key than the one that is here; put back/);
    writeFileSync(path, text.replace('PRIVATE', 'PUBLIC'));
    await here.close();
    const refused = await here
      .reopen()
      .then((ledgers) => ledgers.ledger('patients'))
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringMatching(/ledger-key\.pem is not an Ed25519 private key in PEM; put back/) as string,
    });
    const secret = text.split('\n')[1]!;
    expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain(secret);
  });
});
