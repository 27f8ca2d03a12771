/** The door for a simulation, which is both ends and what is between them. */
export { answer, createLocalPool, type ClientPool, type ClientSnapshots, type LocalPoolConfig } from './client-pool.js';
export { directChannel, federate, type Channel, type ClosedPhase } from './federate.js';
