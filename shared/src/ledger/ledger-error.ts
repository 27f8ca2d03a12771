import { FedZooError } from '../errors.js';

/** A ledger that must not be gone on with: it says where, what, and what to do. */
export class LedgerError extends FedZooError {
  override readonly name = 'LedgerError';
  /** The line, from 1; 0 where it is about none. */
  readonly line: number;

  constructor(line: number, message: string, options?: ErrorOptions) {
    super('ledger', line === 0 ? message : `line ${line}: ${message}`, options);
    this.line = line;
  }
}

/** The budget of the data set does not allow the release. */
export class BudgetSpentError extends FedZooError {
  override readonly name = 'BudgetSpentError';

  constructor(message: string) {
    super('budget-spent', message);
  }
}
