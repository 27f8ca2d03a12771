import type { ClientSnapshots } from '@fedzoo/shared/federation';
import type { Contribution, RunPlan, Task } from '@fedzoo/shared/federation/client';
import type { Experiment } from '@fedzoo/shared/experiment';
import type { SnapshotPart } from './checkpoint.js';
import type { PaidJournal } from './paid-journal.js';

/** What a worker thread is started with. */
export interface WorkerStart {
  readonly experiment: Experiment;
  readonly plan: RunPlan;
  readonly clientNumbers: readonly number[];
  readonly snapshots: ClientSnapshots;
  readonly journal: PaidJournal | undefined;
}

export type WorkerRequest = { readonly kind: 'run'; readonly tasks: readonly Task[] } | { readonly kind: 'snapshot' };

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'contributions'; readonly contributions: readonly Contribution[] }
  | { readonly kind: 'snapshot'; readonly part: SnapshotPart }
  | { readonly kind: 'error'; readonly message: string; readonly stack: string | undefined };
