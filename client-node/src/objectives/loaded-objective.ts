import type { Objective } from '@fedzoo/shared/objectives';
import type { LogSink } from '../log-sink.js';

/** An objective that is ready to be evaluated for one client, with what the coordinator is told of it. */
export interface LoadedObjective {
  readonly objective: Objective;
  /** Where the client would start, in [0,1]^d. */
  readonly start: Float64Array;
  /** The client's weight in F, above 0. */
  readonly weight: number;
  /** The kind, for people. */
  readonly label: string;
  /** The most evaluations this client may ever make; missing = no limit. */
  readonly budget?: number;
  /** `each` where an evaluation costs money or minutes, `batch` where it is a computation in this process. */
  readonly recording: 'each' | 'batch';
  /** Ends what belongs to the objective (processes, tensors). An evaluation in flight rejects with `ObjectiveClosedError`. */
  close(): Promise<void>;
}

/** For whom an objective is loaded. */
export interface ObjectiveClient {
  readonly client: string;
  /** From 0: which of the N functions of a problem, and what a program is told as FEDZOO_CLIENT_NUMBER. */
  readonly clientNumber: number;
  readonly log: LogSink;
}
