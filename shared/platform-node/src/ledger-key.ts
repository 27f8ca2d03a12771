import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidArgumentError } from '@fedzoo/shared/errors';
import type { LedgerSigner } from '@fedzoo/shared/ledger';
import { ledgerSigner } from './ed25519.js';
import { replaceFile } from './replace-file.js';

const FILE = 'ledger-key.pem';

/**
 * The signer of a data directory's ledgers. Its Ed25519 key is made at first use and kept beside the data, readable by its owner alone;
 * nothing ever prints it. Throws `InvalidArgumentError` where the file is not such a key.
 */
export async function provideLedgerSigner(directory: string): Promise<LedgerSigner> {
  const path = join(directory, FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    text = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await replaceFile(path, text);
  }
  try {
    return ledgerSigner(text);
  } catch {
    // The cause is left out: it may quote what is in the file.
    throw new InvalidArgumentError(
      'data',
      `${path} is not an Ed25519 private key in PEM; put back the file that its ledgers were signed with`,
    );
  }
}
