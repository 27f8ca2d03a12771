import { generateKeyPairSync } from 'node:crypto';
import { memoryStorage, openLedgers, type Ledgers } from '@fedzoo/shared/ledger';
import { bodyDigest, ledgerSigner } from './ed25519.js';

/** Ledgers that nobody can ask afterwards, signed by a key that nobody has: of runs that leave nothing behind. Budgets hold as in any. */
export function volatileLedgers(): Ledgers {
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return openLedgers({ storage: () => memoryStorage(), signer: ledgerSigner(key), digest: bodyDigest });
}
