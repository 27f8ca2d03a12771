/** The door of the coordinator as a library. */
export { createCoordinator, type Coordinator } from './coordinator.js';
export { DEFAULT_LIMITS, type CoordinatorLimits } from './config/limits.js';
export type { CoordinatorOptions } from './config/options.js';
export { openStoredLedgers, type StoredLedgers } from './ledger/stored-ledgers.js';
export { createNoiseThreads, type NoiseThreads, type NoiseThreadsOptions } from './noise/noise-threads.js';
