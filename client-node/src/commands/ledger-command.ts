import type { Command } from 'commander';
import { LedgerError, readLedger } from '@fedzoo/shared/ledger';
import { ledgerVerifier } from '../ledger/ed25519.js';
import { readUserFile } from '../objectives/data-file.js';
import { UserError } from '../user-error.js';
import { ledgerLines, ledgerReport, type LedgerReport } from './ledger-lines.js';

/** Adds `fedzoo ledger verify` to the program. */
export function registerLedger(program: Command): void {
  const ledger = program.command('ledger').description('privacy ledgers: what was charged to a budget, and what was released for it');
  ledger
    .command('verify <file>')
    .description('check a ledger, a line an entry: hashes, signatures, order, budget; needs no coordinator and no network')
    .option('--json', 'answer in JSON')
    .action(async (file: string, { json }: { json?: true }) => {
      const report = await verified(file);
      process.stdout.write(`${json === true ? JSON.stringify(report) : ledgerLines(report)}\n`);
    });
}

async function verified(file: string): Promise<LedgerReport> {
  const text = (await readUserFile(file, 'FILE')).toString('utf8');
  try {
    const read = readLedger(text, ledgerVerifier);
    return ledgerReport(read, { isCut: read.wholeLength < text.length });
  } catch (error) {
    if (error instanceof LedgerError) throw new UserError('FILE', `${file} is not a sound ledger: ${error.message}`, { cause: error });
    throw error;
  }
}
