export { readLedger, type Head, type LedgerSigner, type LedgerVerifier, type ReadLedger } from './chain.js';
export { openLedger, type Ledger, type LedgerParts, type LedgerStorage } from './ledger.js';
export { BudgetSpentError, LedgerError } from './ledger-error.js';
export { chargeOf, epsilonOf } from './cost.js';
export { epsilonSpent, type LedgerState, type RunAccount } from './state.js';
