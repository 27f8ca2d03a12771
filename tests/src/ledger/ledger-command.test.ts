import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyDigest, ledgerSigner } from '@fedzoo/platform-node';
import { memoryStorage, openLedger, readLedger } from '@fedzoo/shared/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { runFedzoo } from '../support/launcher.js';

const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());

/** A ledger of one data set: two releases published, one sealed, one void. */
async function ledgerText(): Promise<string> {
  const storage = memoryStorage();
  const ledger = await openLedger({ storage, signer, digest: bodyDigest });
  await ledger.open({
    keeper: 'coordinator',
    dataSet: 'patients',
    unit: 'record',
    relation: 'add-remove',
    trust: 'central',
    budget: { epsilon: 2, delta: 1e-6 },
  });
  const release = {
    noise: 'discrete',
    gridExponent: -24,
    sensitivity: 2 ** 20,
    deviation: 20 * 2 ** 20,
    dimension: 8,
  } as const;
  for (const [round, stage] of ['published', 'published', 'sealed', 'void'].entries()) {
    const number = await ledger.reserve({ run: 'run-a', round, phase: 'restart', release });
    if (stage !== 'void') await ledger.seal(number, Uint8Array.of(round));
    if (stage === 'published') await ledger.publish(number);
  }
  return (await storage.read()).text;
}

describe('fedzoo ledger verify', () => {
  let directory: string;
  let file: string;
  let text: string;
  beforeAll(async () => {
    ensureBuilt();
    directory = mkdtempSync(join(tmpdir(), 'fedzoo-ledger-'));
    file = join(directory, 'ledger.jsonl');
    text = await ledgerText();
    writeFileSync(file, text);
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('says of a sound ledger what was spent, by run, and what is void or due again', async () => {
    const { code, stdout, stderr } = await runFedzoo(['ledger', 'verify', file, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { state, head } = readLedger(text, signer);
    expect(JSON.parse(stdout)).toMatchObject({
      sound: true,
      entries: 10,
      head: head.hash,
      dataSet: 'patients',
      budget: { epsilon: 2, delta: 1e-6 },
      runs: [{ run: 'run-a', reserved: 4, published: 2 }],
      void: 1,
      sealed: 1,
      cut: false,
    });
    expect(state?.runs.get('run-a')?.reserved).toBe(4);
    const people = await runFedzoo(['ledger', 'verify', file]);
    expect(people.stdout).toMatch(/^sound: 10 entries/);
    expect(people.stdout).toMatch(/spent +ε = 0\.\d+/);
  });

  it('names the line of one that was tampered with, and exits with 2', async () => {
    writeFileSync(join(directory, 'tampered.jsonl'), text.replace('"deviation":20971520', '"deviation":10485760'));
    const { code, stdout, stderr } = await runFedzoo(['ledger', 'verify', join(directory, 'tampered.jsonl')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/FILE: .*tampered\.jsonl is not a sound ledger: line 2: hash is not that of the content/);
  });

  it('takes a last line without its end for no entry, and says so', async () => {
    writeFileSync(join(directory, 'cut.jsonl'), text.slice(0, -20));
    const { stdout } = await runFedzoo(['ledger', 'verify', join(directory, 'cut.jsonl'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ entries: 9, cut: true });
  });

  it('refuses a file that is missing, and one without an entry, with a way out', async () => {
    expect(await runFedzoo(['ledger', 'verify', join(directory, 'nowhere')])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/FILE: .*nowhere cannot be read \(there is no such file/) as string,
    });
    writeFileSync(join(directory, 'empty.jsonl'), '');
    const { code, stderr } = await runFedzoo(['ledger', 'verify', join(directory, 'empty.jsonl')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/FILE: is an empty file/);
  });
});
