/** What coordinator and clients need of Node alike. */
export { bodyDigest, ledgerSigner, ledgerVerifier } from './ed25519.js';
export { dataSetFileName } from './data-set-name.js';
export { systemEntropy } from './entropy.js';
export { readHeadFile, writeHeadFile } from './head-file.js';
export { provideLedgerSigner } from './ledger-key.js';
export { replaceFile } from './replace-file.js';
export { createRunId } from './run-id.js';
export { volatileLedgers } from './volatile-ledgers.js';
export { syncDirectory } from './sync-directory.js';
