import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bodyDigest, provideLedgerSigner, syncDirectory } from '@fedzoo/platform-node';
import { FedZooError } from '@fedzoo/shared/errors';
import { ledgerSummary, openLedgers, type Ledger, type Ledgers, type LedgerSummary } from '@fedzoo/shared/ledger';
import type { LedgerTables } from '../store/ledger-tables.js';
import { tableStorage } from './table-storage.js';

const HEADS_FOLDER = 'ledger-heads';

/** A ledger that cannot be read says why, and has no figures. */
type ListedLedger = LedgerSummary | { readonly dataSet: string; readonly problem: string };

/** All ledgers of a coordinator. */
export interface CoordinatorLedgers extends Ledgers {
  list(): Promise<ListedLedger[]>;
  /** The entries of a data set, a line each. Rejects with `FedZooError` of code `unknown-ledger`. */
  text(dataSet: string): Promise<string>;
}

/** The ledgers in a coordinator's data directory, which this process alone uses. The key that signs them is made when the first is asked for. */
export function coordinatorLedgers(directory: string, tables: LedgerTables): CoordinatorLedgers {
  let opened: Promise<Ledgers> | undefined;

  async function open(): Promise<Ledgers> {
    const heads = join(directory, HEADS_FOLDER);
    if ((await mkdir(heads, { recursive: true, mode: 0o700 })) !== undefined) await syncDirectory(directory);
    const signer = await provideLedgerSigner(directory);
    return openLedgers({ storage: (dataSet) => tableStorage(tables, heads, dataSet), signer, digest: bodyDigest });
  }

  async function ledger(dataSet: string): Promise<Ledger> {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return await (await opened).ledger(dataSet);
  }

  async function listed(dataSet: string): Promise<ListedLedger[]> {
    try {
      const kept = await ledger(dataSet);
      const summary = ledgerSummary({ head: kept.head(), state: kept.state() });
      return summary === null ? [] : [summary];
    } catch (error) {
      return [{ dataSet, problem: error instanceof Error ? error.message : String(error) }];
    }
  }

  return {
    ledger,
    async list() {
      return (await Promise.all((await tables.dataSets()).map(listed))).flat();
    },
    async text(dataSet) {
      const lines = await tables.lines(dataSet);
      if (lines.length > 0) return lines.map((line) => `${line}\n`).join('');
      const names = await tables.dataSets();
      throw new FedZooError(
        'unknown-ledger',
        `there is no ledger of a data set ${JSON.stringify(dataSet)}; ${names.length === 0 ? 'none has begun yet' : `there are ${names.join(', ')}`}`,
      );
    },
  };
}
