import { generateKeyPairSync } from 'node:crypto';
import { bodyDigest as digest, ledgerSigner } from '@fedzoo/platform-node';
import {
  BudgetSpentError,
  chargeOf,
  epsilonOf,
  epsilonSpent,
  LedgerError,
  memoryStorage,
  openLedger,
  readLedger,
  type Ledger,
  type LedgerSigner,
  type LedgerStorage,
} from '@fedzoo/shared/ledger';
import { zcdpEpsilon } from '@fedzoo/shared/privacy';
import { describe, expect, it } from 'vitest';

const signerOf = (): LedgerSigner =>
  ledgerSigner(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
const opening = {
  keeper: 'coordinator',
  dataSet: 'patients',
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  budget: { epsilon: 1, delta: 1e-6 },
} as const;
/** m = 20: ρ = 1/800. */
const release = { noise: 'discrete', gridExponent: -24, sensitivity: 2 ** 20, deviation: 20 * 2 ** 20, dimension: 8 } as const;
const charge = (round: number) => ({ run: 'run-a', round, phase: 'difference', release });

/** A ledger in memory, and its text; the k-th durable write may fail. */
async function memory({ signer = signerOf(), storage = memoryStorage(), failAt = Infinity } = {}) {
  let writes = 0;
  const attempt = (write: () => Promise<void>): Promise<void> =>
    ++writes === failAt ? Promise.reject(new Error('the disk is full')) : write();
  const frail: LedgerStorage = {
    ...storage,
    append: (line, head) => attempt(() => storage.append(line, head)),
    keep: (hash, body) => attempt(() => storage.keep(hash, body)),
  };
  const ledger = await openLedger({ storage: frail, signer, digest });
  return { ledger, signer, storage, text: async () => (await storage.read()).text, writes: () => writes };
}

async function rounds(ledger: Ledger, count: number, from = 1): Promise<void> {
  for (let round = from; round < from + count; round++) {
    const number = await ledger.reserve(charge(round));
    await ledger.seal(number, Uint8Array.of(round));
    await ledger.publish(number);
  }
}

/** The lines of a sound ledger of three releases. */
async function sound(): Promise<{ readonly lines: string[]; readonly signer: LedgerSigner }> {
  const { ledger, text, signer } = await memory();
  await ledger.open(opening);
  await ledger.plan('run-a', digest(Uint8Array.of(9)));
  await rounds(ledger, 3);
  return { lines: (await text()).trimEnd().split('\n'), signer };
}

describe('a ledger', () => {
  it('keeps room for one release a run, which others do not get until it is reserved or the run is forgotten', async () => {
    const { ledger, text } = await memory();
    // Half of the budget and more.
    const large = { ...release, deviation: 5 * 2 ** 20 };
    await ledger.open(opening);
    const before = await text();
    ledger.hold('run-a', large);
    ledger.hold('run-a', large);
    expect(() => ledger.hold('run-b', large)).toThrow(BudgetSpentError);
    await ledger.forget('run-a');
    ledger.hold('run-b', large);
    expect(await text()).toBe(before);
    await ledger.reserve({ run: 'run-b', round: 1, phase: '0', release: large });
    expect(() => ledger.hold('run-a', large)).toThrow(BudgetSpentError);
    ledger.hold('run-a', release);
  });

  it('read again is the same: head, runs, what is unfinished and what is spent', async () => {
    const { ledger, text, signer } = await memory();
    await ledger.open(opening);
    await rounds(ledger, 2);
    await ledger.reserve(charge(3));
    const read = readLedger(await text(), signer);
    expect(read).toMatchObject({ head: ledger.head(), state: ledger.state(), wholeLength: (await text()).length });
    expect(read.hashes.at(-1)).toBe(ledger.head().hash);
    expect(read.state?.runs.get('run-a')).toMatchObject({ reserved: 3, published: 2, plan: null });
    expect([...(read.state?.unfinished.values() ?? [])].map(({ body }) => body)).toEqual([null]);
  });

  it('charges what zero-concentrated privacy says: ρ = k/(2m²)', async () => {
    const { ledger } = await memory();
    await ledger.open(opening);
    await rounds(ledger, 3);
    const epsilon = epsilonSpent(ledger.state()!);
    expect(epsilon / zcdpEpsilon(3 / 800, 1e-6) - 1).toBeGreaterThanOrEqual(0);
    expect(epsilon / zcdpEpsilon(3 / 800, 1e-6) - 1).toBeLessThan(1e-12);
  });

  it('refuses the first release that would be beyond the budget, writes nothing of it, and goes on to refuse', async () => {
    const { ledger, text } = await memory();
    await ledger.open(opening);
    let most = 0;
    while (zcdpEpsilon((most + 1) / 800, 1e-6) <= 1) most += 1;
    await rounds(ledger, most);
    const before = await text();
    await expect(ledger.reserve(charge(most + 1))).rejects.toThrow(BudgetSpentError);
    await expect(ledger.reserve(charge(most + 1))).rejects.toThrow(
      /the budget of patients is ε = 1 at δ = 0\.000001, of which 0\.9\d+ is spent/,
    );
    expect(await text()).toBe(before);
  });

  it('never publishes twice, never seals twice, and publishes nothing that was not sealed', async () => {
    const { ledger } = await memory();
    await ledger.open(opening);
    const number = await ledger.reserve(charge(1));
    await expect(ledger.publish(number)).rejects.toThrow(/never sealed/);
    await ledger.seal(number, Uint8Array.of(1));
    await expect(ledger.seal(number, Uint8Array.of(2))).rejects.toThrow(/noise is drawn once/);
    await ledger.publish(number);
    await expect(ledger.publish(number)).rejects.toThrow(/nothing is released twice/);
    await expect(ledger.seal(99, Uint8Array.of(1))).rejects.toThrow(LedgerError);
    await expect(ledger.seal(99, Uint8Array.of(1))).rejects.toThrow(/the new entry is about entry 99, which is no reservation/);
  });

  it('goes on from what it reads: cut off before any of its writes, the sum covers what was published and no number has two bodies', async () => {
    const signer = signerOf();
    const whole = await memory({ signer });
    await whole.ledger.open(opening);
    await rounds(whole.ledger, 2);
    for (let failAt = 2; failAt <= whole.writes(); failAt++) {
      const { ledger, storage } = await memory({ signer, failAt });
      await ledger.open(opening);
      await expect(rounds(ledger, 2)).rejects.toThrow('the disk is full');
      await expect(ledger.reserve(charge(5))).rejects.toThrow(/could not be written; read the ledger again/);

      const again = await memory({ signer, storage });
      const state = again.ledger.state()!;
      const run = state.runs.get('run-a');
      expect(run?.reserved ?? 0).toBeGreaterThanOrEqual(run?.published ?? 0);
      expect(state.spent).toBe(BigInt(run?.reserved ?? 0) * chargeOf(release));
      for (const [number, { reservation, body }] of state.unfinished) {
        if (body === null) {
          await expect(again.ledger.seal(number, Uint8Array.of(1))).rejects.toThrow(/reserved by a process that is gone: it is void/);
          continue;
        }
        // What is sealed was kept before, and is published as it is.
        expect(await again.ledger.sealed(reservation)).toEqual({
          reservation: number,
          body: Uint8Array.of(reservation.round),
          isPublished: false,
        });
        await again.ledger.publish(number);
      }
      await rounds(again.ledger, 1, 6);
      expect(readLedger(await again.text(), signer).state).toEqual(again.ledger.state());
    }
  });

  it('makes no release a second time: what is sealed is not reserved again, nor is another reservation of it sealed', async () => {
    const { ledger } = await memory();
    await ledger.open(opening);
    const [first, second] = [await ledger.reserve(charge(1)), await ledger.reserve(charge(1))];
    await ledger.seal(second, Uint8Array.of(2));
    await expect(ledger.seal(first, Uint8Array.of(1))).rejects.toThrow(/which entry 2 was sealed for: its bytes are used again/);
    await expect(ledger.reserve(charge(1))).rejects.toThrow(/noise is not drawn a second time/);
    await ledger.publish(second);
    await expect(ledger.reserve(charge(1))).rejects.toThrow(/another run needs a name of its own/);
    await ledger.reserve({ ...charge(1), run: 'run-b' });
    await ledger.reserve({ ...charge(1), phase: 'restart' });
  });

  it('takes no field out of its range, and names it', async () => {
    const { ledger } = await memory();
    await expect(ledger.open({ ...opening, budget: { epsilon: 0, delta: 1e-6 } })).rejects.toThrow(
      /budget\.epsilon: cannot stand in a ledger/,
    );
    await expect(ledger.reserve(charge(1))).rejects.toThrow(/the new entry is "reserve" where a ledger must begin with "open"/);
    await ledger.open(opening);
    await expect(ledger.reserve({ ...charge(1), release: { ...release, deviation: 0.5 } })).rejects.toThrow(/release\.deviation/);
    await expect(ledger.reserve({ ...charge(1), run: '' })).rejects.toThrow(/run: cannot stand in a ledger/);
    expect(ledger.head().sequence).toBe(0);
  });

  it('declares a plan once, and takes the same plan again for said', async () => {
    const { ledger, text } = await memory();
    await ledger.open(opening);
    await ledger.plan('run-a', 'a'.repeat(64));
    const before = await text();
    await ledger.plan('run-a', 'a'.repeat(64));
    expect(await text()).toBe(before);
    await expect(ledger.plan('run-a', 'b'.repeat(64))).rejects.toThrow(/a plan for run run-a, which has begun/);
  });

  it('carries out calls in their order, whoever waits', async () => {
    const { ledger, text, signer } = await memory();
    const numbers = await Promise.all([ledger.open(opening), ledger.reserve(charge(1)), ledger.reserve(charge(2))]);
    expect(numbers).toEqual([undefined, 1, 2]);
    expect(readLedger(await text(), signer).head.sequence).toBe(2);
  });
});

describe('reading a ledger finds', () => {
  const refused = async (change: (lines: string[], signer: LedgerSigner) => readonly string[]): Promise<string> => {
    const { lines, signer } = await sound();
    try {
      readLedger(`${change([...lines], signer).join('\n')}\n`, signer);
    } catch (error) {
      if (error instanceof LedgerError) return error.message;
      throw error;
    }
    return 'nothing';
  };

  it('nothing in a sound one', async () => {
    expect(await refused((lines) => lines)).toBe('nothing');
  });

  it('an entry that was left out, put in twice, or exchanged with its neighbour', async () => {
    expect(await refused((lines) => lines.toSpliced(4, 1))).toMatch(/line 5: sequence is 5 where 4 follows/);
    expect(await refused((lines) => lines.toSpliced(4, 0, lines[3]!))).toMatch(/line 5: sequence is 3/);
    expect(await refused((lines) => lines.with(3, lines[4]!).with(4, lines[3]!))).toMatch(/line 4: sequence is 4/);
  });

  it('any changed character', async () => {
    const { lines, signer } = await sound();
    const text = `${lines.join('\n')}\n`;
    for (let at = 0; at < text.length - 1; at += 7) {
      const changed = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`;
      expect(() => readLedger(changed, signer), `character ${at}`).toThrow(LedgerError);
    }
  });

  it('an entry that was changed and hashed anew by somebody without the key', async () => {
    const forged = await refused((lines) => {
      const { content, signature } = JSON.parse(lines[2]!) as { content: Record<string, unknown>; signature: string };
      const cheaper = { ...content, round: 7 };
      const hash = digest(Buffer.from(JSON.stringify(cheaper)));
      return lines.slice(0, 2).concat(JSON.stringify({ content: cheaper, hash, signature }));
    });
    expect(forged).toMatch(/line 3: signature is not that of the key that opened the ledger/);
  });

  it('a ledger begun by another key, and one that does not begin', async () => {
    const { lines } = await sound();
    expect(() => readLedger(`${lines.slice(1).join('\n')}\n`, signerOf())).toThrow(/line 1: sequence is 1 where 0 follows/);
  });

  it('a last line without its end, which is no entry', async () => {
    const { lines, signer } = await sound();
    const torn = `${lines.slice(0, 5).join('\n')}\n${lines[5]!.slice(0, 40)}`;
    const read = readLedger(torn, signer);
    expect(read.head.sequence).toBe(4);
    expect(read.wholeLength).toBe(torn.length - 40);
  });
});

describe('a charge', () => {
  it('is 1/m² in whole units, rounded up', () => {
    expect(chargeOf({ sensitivity: 1, deviation: 1 })).toBe(10n ** 18n);
    expect(chargeOf({ sensitivity: 1, deviation: 3 })).toBe(111_111_111_111_111_112n);
    expect(chargeOf({ sensitivity: 1, deviation: Number.MAX_SAFE_INTEGER })).toBe(1n);
  });

  it('of nothing is no ε, and of something never less than the exact value', () => {
    expect(epsilonOf({ spent: 0n, sampled: [] }, 1e-6)).toBe(0);
    for (const m of [0.5, 3, 47, 1e4]) {
      const spent = chargeOf({ sensitivity: 2 ** 20, deviation: m * 2 ** 20 });
      expect(epsilonOf({ spent, sampled: [] }, 1e-6)).toBeGreaterThanOrEqual(zcdpEpsilon(1 / (2 * m * m), 1e-6));
    }
  });
});
