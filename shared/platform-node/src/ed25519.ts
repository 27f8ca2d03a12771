import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { LedgerSigner, LedgerVerifier } from '@fedzoo/shared/ledger';

/** Checks ledgers with Node's SHA-256 and Ed25519. */
export const ledgerVerifier: LedgerVerifier = {
  sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  isSignedBy(text, signature, publicKey) {
    const key = publicKeyOf(publicKey);
    return key !== undefined && verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'hex'));
  },
};

/** SHA-256 of bytes, 64 hexadecimal digits. */
export function bodyDigest(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Signs with an Ed25519 private key in PEM. Throws where it is another kind of key. */
export function ledgerSigner(privateKey: string): LedgerSigner {
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`the key of a ledger is ${String(key.asymmetricKeyType)}, not Ed25519`);
  return {
    ...ledgerVerifier,
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('hex'),
  };
}

/** Undefined where the text is no Ed25519 key: nothing is signed by it. */
function publicKeyOf(text: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
