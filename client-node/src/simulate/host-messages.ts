import type { Experiment } from '@fedzoo/shared/experiment';

/** What a host process of a simulation is told once. */
export interface HostStart {
  readonly experiment: Experiment;
  readonly clientNumbers: readonly number[];
  readonly serverUrl: string;
  readonly joinToken: string;
  /** Where it keeps its journal and its clients' states. */
  readonly directory: string;
}

export interface HostMessage {
  readonly kind: 'failed';
  readonly reason: string;
}
