import { createHash, generateKeyPairSync } from 'node:crypto';
import { ledgerSigner } from '@fedzoo/client-node';
import {
  BudgetSpentError,
  chargeOf,
  epsilonOf,
  epsilonSpent,
  LedgerError,
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
const digest = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');
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

/** A ledger in memory, which may fail at the k-th durable write. */
function memory(signer = signerOf(), text = '', failAt = Infinity) {
  const kept = { text, bodies: new Map<string, Uint8Array>(), writes: 0 };
  const storage: LedgerStorage = {
    append: (line) => {
      if (++kept.writes === failAt) return Promise.reject(new Error('the disk is full'));
      kept.text += `${line}\n`;
      return Promise.resolve();
    },
    keep: (hash, body) => {
      if (++kept.writes === failAt) return Promise.reject(new Error('the disk is full'));
      kept.bodies.set(hash, body);
      return Promise.resolve();
    },
  };
  const ledger = openLedger(readLedger(text, signer), { storage, signer, digest });
  return { ledger, kept, signer };
}

async function rounds(ledger: Ledger, count: number): Promise<void> {
  for (let round = 1; round <= count; round++) {
    const number = await ledger.reserve(charge(round));
    await ledger.seal(number, Uint8Array.of(round));
    await ledger.publish(number);
  }
}

/** The lines of a sound ledger of three releases. */
async function sound(): Promise<{ readonly lines: string[]; readonly signer: LedgerSigner }> {
  const { ledger, kept, signer } = memory();
  await ledger.open(opening);
  await ledger.plan('run-a', digest(Uint8Array.of(9)));
  await rounds(ledger, 3);
  return { lines: kept.text.trimEnd().split('\n'), signer };
}

describe('a ledger', () => {
  it('read again is the same: head, runs, what is unfinished and what is spent', async () => {
    const { ledger, kept, signer } = memory();
    await ledger.open(opening);
    await rounds(ledger, 2);
    await ledger.reserve(charge(3));
    const read = readLedger(kept.text, signer);
    expect(read).toEqual({ head: ledger.head(), state: ledger.state(), wholeLength: kept.text.length });
    expect(read.state?.runs.get('run-a')).toMatchObject({ reserved: 3, published: 2, plan: null });
    expect([...(read.state?.unfinished.values() ?? [])].map(({ body }) => body)).toEqual([null]);
  });

  it('charges what zero-concentrated privacy says: ρ = k/(2m²)', async () => {
    const { ledger } = memory();
    await ledger.open(opening);
    await rounds(ledger, 3);
    const epsilon = epsilonSpent(ledger.state()!);
    expect(epsilon / zcdpEpsilon(3 / 800, 1e-6) - 1).toBeGreaterThanOrEqual(0);
    expect(epsilon / zcdpEpsilon(3 / 800, 1e-6) - 1).toBeLessThan(1e-12);
  });

  it('refuses the first release that would be beyond the budget, writes nothing of it, and goes on to refuse', async () => {
    const { ledger, kept } = memory();
    await ledger.open(opening);
    let most = 0;
    while (zcdpEpsilon((most + 1) / 800, 1e-6) <= 1) most += 1;
    await rounds(ledger, most);
    const before = kept.text;
    await expect(ledger.reserve(charge(most + 1))).rejects.toThrow(BudgetSpentError);
    await expect(ledger.reserve(charge(most + 1))).rejects.toThrow(
      /the budget of patients is ε = 1 at δ = 0\.000001, of which 0\.9\d+ is spent/,
    );
    expect(kept.text).toBe(before);
  });

  it('never publishes twice, never seals twice, and publishes nothing that was not sealed', async () => {
    const { ledger } = memory();
    await ledger.open(opening);
    const number = await ledger.reserve(charge(1));
    await expect(ledger.publish(number)).rejects.toThrow(/never sealed/);
    await ledger.seal(number, Uint8Array.of(1));
    await expect(ledger.seal(number, Uint8Array.of(2))).rejects.toThrow(/noise is drawn once/);
    await ledger.publish(number);
    await expect(ledger.publish(number)).rejects.toThrow(/nothing is released twice/);
    await expect(ledger.seal(99, Uint8Array.of(1))).rejects.toThrow(/entry 99, which is no reservation/);
  });

  it('goes on from what it reads: cut off before any of its writes, the sum covers what was published and no number has two bodies', async () => {
    const signer = signerOf();
    const whole = memory(signer);
    await whole.ledger.open(opening);
    await rounds(whole.ledger, 2);
    for (let failAt = 2; failAt <= whole.kept.writes; failAt++) {
      const { ledger, kept } = memory(signer, '', failAt);
      await ledger.open(opening);
      await expect(rounds(ledger, 2)).rejects.toThrow('the disk is full');
      await expect(ledger.reserve(charge(5))).rejects.toThrow(/could not be written; read the ledger again/);

      const again = memory(signer, kept.text);
      const state = again.ledger.state()!;
      const run = state.runs.get('run-a');
      expect(run?.reserved ?? 0).toBeGreaterThanOrEqual(run?.published ?? 0);
      expect(state.spent).toBe(BigInt(run?.reserved ?? 0) * chargeOf(release));
      for (const [number, { body }] of state.unfinished) {
        if (body === null) continue;
        // What is sealed was kept before, and is published as it is.
        expect(kept.bodies.has(body)).toBe(true);
        await again.ledger.publish(number);
      }
      await rounds(again.ledger, 1);
      expect(() => readLedger(again.kept.text, signer)).not.toThrow();
    }
  });

  it('carries out calls in their order, whoever waits', async () => {
    const { ledger, kept, signer } = memory();
    const numbers = await Promise.all([ledger.open(opening), ledger.reserve(charge(1)), ledger.reserve(charge(2))]);
    expect(numbers).toEqual([undefined, 1, 2]);
    expect(readLedger(kept.text, signer).head.sequence).toBe(2);
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
    expect(epsilonOf(0n, 1e-6)).toBe(0);
    for (const m of [0.5, 3, 47, 1e4]) {
      const spent = chargeOf({ sensitivity: 2 ** 20, deviation: m * 2 ** 20 });
      expect(epsilonOf(spent, 1e-6)).toBeGreaterThanOrEqual(zcdpEpsilon(1 / (2 * m * m), 1e-6));
    }
  });
});
