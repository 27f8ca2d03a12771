import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyDigest, provideLedgerSigner } from '@fedzoo/platform-node';
import { LedgerError, openLedger, type Ledger } from '@fedzoo/shared/ledger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderStorage } from './folder-storage.js';

const release = { noise: 'discrete', gridExponent: -24, sensitivity: 1, deviation: 20, dimension: 2 } as const;
const name = (round: number) => ({ run: 'run-a', round, phase: 'restart' });

describe('a ledger in a folder', () => {
  let directory: string;
  let file: string;
  const reopen = async (): Promise<Ledger> =>
    openLedger({ storage: folderStorage(join(directory, 'patients')), signer: await provideLedgerSigner(directory), digest: bodyDigest });
  const begun = async (): Promise<Ledger> => {
    const ledger = await reopen();
    await ledger.open({
      keeper: 'client',
      dataSet: 'patients',
      unit: 'record',
      relation: 'add-remove',
      trust: 'local',
      budget: { epsilon: 5, delta: 1e-6 },
    });
    return ledger;
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fedzoo-folder-'));
    file = join(directory, 'patients', 'ledger.jsonl');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is cut off behind its last whole line, and goes on there', async () => {
    const ledger = await begun();
    await ledger.reserve({ ...name(1), release });
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, '{"content":{"sequence":2,"prev');
    const again = await reopen();
    expect(again.head()).toEqual(ledger.head());
    expect(readFileSync(file, 'utf8')).toBe(whole);
    await again.reserve({ ...name(1), release });
    expect((await reopen()).head().sequence).toBe(2);
  });

  it('refuses to write behind what somebody else wrote, and stays refused until it is read again', async () => {
    const [ledger, other] = [await begun(), await reopen()];
    await other.reserve({ ...name(1), release });
    const before = readFileSync(file, 'utf8');
    await expect(ledger.reserve({ ...name(2), release })).rejects.toThrow(/has entries that this process has not written.*End the other/);
    await expect(ledger.reserve({ ...name(2), release })).rejects.toThrow(/read the ledger again/);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect((await reopen()).state()?.runs.get('run-a')?.reserved).toBe(1);
  });

  it('does not hand out bytes that were changed', async () => {
    const ledger = await begun();
    const number = await ledger.reserve({ ...name(1), release });
    await ledger.seal(number, Uint8Array.of(1, 2, 3));
    const bodies = join(directory, 'patients', 'bodies');
    const [body] = readdirSync(bodies);
    expect(body).toBe(bodyDigest(Uint8Array.of(1, 2, 3)));
    writeFileSync(join(bodies, body!), Uint8Array.of(1, 2, 4));
    await expect(ledger.sealed(name(1))).rejects.toThrow(LedgerError);
    await expect(ledger.sealed(name(1))).rejects.toThrow(/are not those that were sealed/);
  });

  it('with a damaged high-water mark is not gone on with', async () => {
    await begun();
    writeFileSync(join(directory, 'patients', 'head.json'), '{"sequence":0');
    await expect(reopen()).rejects.toThrow(/head\.json is not a high-water mark/);
  });

  it.skipIf(process.platform === 'win32')('can be read by its owner alone', async () => {
    const ledger = await begun();
    await ledger.seal(await ledger.reserve({ ...name(1), release }), Uint8Array.of(1));
    for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      const { mode } = statSync(join(directory, path));
      expect([path, mode & 0o077]).toEqual([path, 0]);
    }
  });
});
