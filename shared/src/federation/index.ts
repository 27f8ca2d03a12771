/** The door for a simulation, which is both ends and what is between them. */
export { createLocalPool, type ClientPool, type ClientSnapshots, type LocalPoolConfig, type PhaseEvaluator } from './client-pool.js';
export { closeFederation, directChannel, federate, type Channel, type ClosedPhase } from './federate.js';
