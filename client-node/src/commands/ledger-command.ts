import type { Command } from 'commander';
import { ledgerVerifier, replaceFile } from '@fedzoo/platform-node';
import { LedgerError, readLedger } from '@fedzoo/shared/ledger';
import { readKeptLedgers, type KeptLedger } from '../ledger/kept-ledgers.js';
import { readUserFile } from '../objectives/data-file.js';
import { UserError } from '../user-error.js';
import { keptLines, ledgerLines, ledgerReport, type LedgerReport } from './ledger-lines.js';

const DATA_OPTION = ['--data <dir>', 'data directory of an agent, or the folder that a simulation wrote to'] as const;

/** Adds `fedzoo ledger verify`, `list` and `export` to the program. */
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
  ledger
    .command('list')
    .description('what was spent of the privacy of those whose data are here')
    .requiredOption(...DATA_OPTION)
    .option('--json', 'answer in JSON')
    .action(async ({ data, json }: { data: string; json?: true }) => {
      const summaries = (await readKeptLedgers(data)).map(({ summary }) => summary);
      process.stdout.write(`${json === true ? JSON.stringify({ ledgers: summaries }) : keptLines(summaries)}\n`);
    });
  ledger
    .command('export')
    .description('write the entries of a ledger, a line each, for somebody else to verify')
    .requiredOption(...DATA_OPTION)
    .option('--data-set <name>', 'which ledger, where there are several')
    .option('--out <file>', 'write to this file instead of stdout')
    .action(async ({ data, dataSet, out }: { data: string; dataSet?: string; out?: string }) => {
      const { text } = chosen(await readKeptLedgers(data), { data, dataSet });
      if (out === undefined) process.stdout.write(text);
      else await writeExport(out, text);
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

function chosen(kept: readonly KeptLedger[], { data, dataSet }: { data: string; dataSet: string | undefined }): KeptLedger {
  const names = kept.map(({ summary }) => summary.dataSet);
  const [only] = kept;
  if (only === undefined) throw new UserError('--data', `${data} holds no ledger; a private run begins one`);
  if (dataSet === undefined) {
    if (kept.length === 1) return only;
    throw new UserError('--data-set', `is missing, and ${data} holds ledgers of ${names.join(', ')}; name one of them`);
  }
  const found = kept.find(({ summary }) => summary.dataSet === dataSet);
  if (found === undefined) throw new UserError('--data-set', `is ${dataSet}, but ${data} holds ledgers of ${names.join(', ')} only`);
  return found;
}

async function writeExport(out: string, text: string): Promise<void> {
  try {
    await replaceFile(out, text);
  } catch (error) {
    throw new UserError('--out', `${out} cannot be written (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
}
