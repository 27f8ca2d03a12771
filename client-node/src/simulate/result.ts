import type { RunEnd } from '@fedzoo/shared/telemetry';

/** What a run came to, on whichever transport. */
export type SimulationResult = RunEnd;
