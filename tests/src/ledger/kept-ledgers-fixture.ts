import { generateKeyPairSync } from 'node:crypto';
import { openLedgerFolder } from '@fedzoo/client-node';
import { bodyDigest, ledgerSigner } from '@fedzoo/platform-node';
import { openStoredLedgers } from '@fedzoo/server';
import { memoryStorage, openLedgers, type Ledgers, type LedgerStorage } from '@fedzoo/shared/ledger';

/** The ledgers of a directory, for one who has them to himself. */
export interface OpenedLedgers extends Ledgers {
  close(): Promise<void> | void;
}

/** A way to keep ledgers. */
export interface Keeping {
  readonly name: string;
  open(directory: string): Promise<OpenedLedgers>;
  /** Whether a path below the directory is a high-water mark. */
  isMark(path: string): boolean;
}

export const ON_DISK: readonly Keeping[] = [
  { name: 'a folder', open: openLedgerFolder, isMark: (path) => path.endsWith('head.json') },
  { name: "the coordinator's database", open: openStoredLedgers, isMark: (path) => path.includes('ledger-heads') },
];

/** Lasts as long as the process; a directory is but a name. */
export function inMemory(): Keeping {
  const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const storages = new Map<string, LedgerStorage>();
  return {
    name: 'memory',
    open(directory) {
      const storage = (dataSet: string): LedgerStorage => {
        const key = JSON.stringify([directory, dataSet]);
        const known = storages.get(key) ?? memoryStorage();
        storages.set(key, known);
        return known;
      };
      return Promise.resolve({ ...openLedgers({ storage, signer, digest: bodyDigest }), close: () => undefined });
    },
    isMark: () => false,
  };
}
