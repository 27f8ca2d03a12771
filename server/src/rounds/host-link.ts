import type { RunPlan, Task } from '@fedzoo/shared/federation/server';
import type { RunStatus } from '@fedzoo/shared/telemetry';

/** A task on its way: the plan it belongs to, and whether it is still wanted by the time there is room to send it. */
interface Assignment {
  readonly plan: RunPlan;
  readonly task: Task;
  readonly wanted: () => boolean;
}

/** How a run stands, as hosts are told. */
export interface RunNotice {
  readonly run: string;
  readonly status: RunStatus;
  /** The round in work, from 1; 0 before the first. */
  readonly round: number;
  readonly phase: number;
  /** The last value known for an iterate of the run. */
  readonly value?: number;
  readonly queries: number;
  readonly waitingFor: readonly string[];
}

/** A connected host as the round clock sees it; the transport implements it. Sending never blocks and never throws. */
export interface HostLink {
  /** The host's name for people. */
  readonly name: string;
  /** When something last came from it. */
  readonly lastSeenMs: number;
  assign(assignment: Assignment): void;
  notify(notice: RunNotice): void;
}
