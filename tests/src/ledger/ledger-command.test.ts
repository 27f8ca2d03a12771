import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedgerFolder, type LedgerFolder } from '@fedzoo/client-node';
import { bodyDigest, ledgerSigner, ledgerVerifier } from '@fedzoo/platform-node';
import { epsilonSpent, memoryStorage, openLedger, readLedger } from '@fedzoo/shared/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { runFedzoo } from '../support/launcher.js';

const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());

const release = { noise: 'discrete', gridExponent: -24, sensitivity: 2 ** 20, deviation: 20 * 2 ** 20, dimension: 8 } as const;

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

describe('fedzoo ledger list and export', () => {
  let directory: string;
  let folder: LedgerFolder;
  beforeAll(async () => {
    ensureBuilt();
    directory = mkdtempSync(join(tmpdir(), 'fedzoo-ledgers-'));
    folder = await openLedgerFolder(directory);
    for (const dataSet of ['patients', 'Controls of 2026']) {
      const ledger = await folder.ledger(dataSet);
      await ledger.open({
        keeper: 'client',
        dataSet,
        unit: 'client',
        relation: 'replace-one',
        trust: 'local',
        budget: { epsilon: 2, delta: 1e-6 },
      });
      await ledger.reserve({ run: 'run-a', round: 0, phase: 'restart', release });
      await ledger.seal(await ledger.reserve({ run: 'run-a', round: 1, phase: 'restart', release }), Uint8Array.of(1));
      await ledger.publish(2);
    }
  });
  afterAll(() => {
    folder.close();
    rmSync(directory, { recursive: true });
  });

  it('tell what was spent about those whose data are there, while another process releases', async () => {
    const [{ code, stdout, stderr }, people] = await Promise.all([
      runFedzoo(['ledger', 'list', '--data', directory, '--json']),
      runFedzoo(['ledger', 'list', '--data', directory]),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const ledger = await folder.ledger('patients');
    const epsilon = epsilonSpent(ledger.state()!);
    expect(JSON.parse(stdout)).toMatchObject({
      ledgers: [
        { dataSet: 'Controls of 2026', releases: 2, published: 1 },
        {
          dataSet: 'patients',
          keeper: 'client',
          unit: 'client',
          relation: 'replace-one',
          trust: 'local',
          budget: { epsilon: 2, delta: 1e-6 },
          epsilon,
          releases: 2,
          published: 1,
          entries: 5,
          head: ledger.head().hash,
        },
      ],
    });
    expect(people.stdout).toContain(`patients: ε = ${epsilon.toPrecision(4)} of 2 is spent, at δ = 0.000001`);
  });

  it('write a ledger that can be verified, the one that is named', async () => {
    const out = join(directory, 'exported.jsonl');
    const [exported, unnamed, misnamed] = await Promise.all([
      runFedzoo(['ledger', 'export', '--data', directory, '--data-set', 'Controls of 2026', '--out', out]),
      runFedzoo(['ledger', 'export', '--data', directory]),
      runFedzoo(['ledger', 'export', '--data', directory, '--data-set', 'nobody']),
    ]);
    expect(exported).toEqual({ code: 0, stdout: '', stderr: '' });
    const { state, head } = readLedger(readFileSync(out, 'utf8'), ledgerVerifier);
    expect([state?.opening.dataSet, head]).toEqual(['Controls of 2026', (await folder.ledger('Controls of 2026')).head()]);
    expect(unnamed).toMatchObject({ code: 2, stdout: '' });
    expect(unnamed.stderr).toMatch(/--data-set: is missing.*Controls of 2026, patients; name one/);
    expect(misnamed.stderr).toMatch(/--data-set: is nobody, but .* Controls of 2026, patients only/);
  });
});
