import { openLedger, type Ledger, type LedgerParts } from './ledger.js';
import { LedgerError } from './ledger-error.js';
import type { LedgerStorage } from './storage.js';

/** The ledgers of one data directory: one for a data set, whoever asks for it. */
export interface Ledgers {
  /** The ledger of a data set, read when it is first asked for, and again after a write has failed. Rejects as `openLedger`. */
  ledger(dataSet: string): Promise<Ledger>;
}

export interface LedgersParts extends Omit<LedgerParts, 'storage'> {
  readonly storage: (dataSet: string) => LedgerStorage;
}

/** All who ask for a data set in this process get one ledger, so that none of them is a second writer to another. */
export function openLedgers({ storage: storageOf, signer, digest }: LedgersParts): Ledgers {
  const opened = new Map<string, Promise<Ledger>>();

  async function open(dataSet: string, storage: LedgerStorage): Promise<Ledger> {
    const ledger = await openLedger({ storage, signer, digest });
    const kept = ledger.state()?.opening.dataSet ?? dataSet;
    if (kept !== dataSet) throw new LedgerError(1, `is about ${kept} where the ledger of ${dataSet} is kept; put each in its own place`);
    return ledger;
  }

  return {
    ledger(dataSet) {
      const known = opened.get(dataSet);
      if (known !== undefined) return known;
      const drop = (error: unknown): never => {
        if (opened.get(dataSet) === ledger) opened.delete(dataSet);
        throw error;
      };
      const storage = storageOf(dataSet);
      const ledger: Promise<Ledger> = open(dataSet, {
        ...storage,
        append: (line, head) => storage.append(line, head).catch(drop),
        keep: (hash, body) => storage.keep(hash, body).catch(drop),
      }).catch(drop);
      opened.set(dataSet, ledger);
      return ledger;
    },
  };
}
