import type { Contribution, Measure, RunId, RunPlan, RunReleases, Verdict } from '@fedzoo/shared/federation/server';
import type { Kernels } from '@fedzoo/shared/numeric';
import type { RoundRow } from '@fedzoo/shared/telemetry';
import type { Store } from '../store/store.js';
import type { ClientPool } from './client-pool.js';

/** What became of a contribution. `run-over`: its run has ended; `unavailable`: the coordinator is stopping, it may be sent again. */
export type ContributionVerdict =
  | Verdict
  | { readonly kind: 'run-over' | 'unknown-run' | 'unavailable'; readonly field: string; readonly text: string };

/** Bytes of a contribution for the store; `decode` gives back an equal one. */
export interface ContributionCodec {
  encode(contribution: Contribution): Uint8Array;
  decode(bytes: Uint8Array): Contribution;
}

/** A phase that closed. */
interface PhaseCost {
  readonly seconds: number;
  readonly roundClosed: boolean;
}

/** Who is told what happens to runs. */
export interface RunObserver {
  /** Something of the summary changed. `soon`: it changes often, the latest is enough. */
  runChanged(run: RunId, urgency: 'now' | 'soon'): void;
  roundChanged(run: RunId, row: RoundRow): void;
  phaseClosed(cost: PhaseCost): void;
  contributionJudged(verdict: ContributionVerdict['kind'], contribution: Contribution): void;
  tasksOpened(tasks: { readonly count: number; readonly bytes: number }): void;
  /** The run has begun; its frames may need this many bytes. */
  began(run: RunId, frameBytes: number): void;
  ended(run: RunId): void;
}

interface RoundLimits {
  /** What the others are given once the quorum is in, in milliseconds. */
  readonly quorumGraceMs: number;
  /** After a restart a phase stays open at least so long, whatever its deadline: its clients could not reach anybody meanwhile. */
  readonly resumeGraceMs: number;
}

interface RunLog {
  info(details: object, text: string): void;
  error(details: object, text: string): void;
}

/** What every run clock of a coordinator shares. */
export interface RunPorts {
  readonly store: Store;
  readonly pool: ClientPool;
  readonly codec: ContributionCodec;
  readonly measure: Measure;
  readonly kernels: Kernels;
  readonly observer: RunObserver;
  readonly limits: RoundLimits;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  readonly log: RunLog;
  /** Where a private run releases; undefined for one that is not private. */
  readonly releasesOf: (plan: RunPlan) => Promise<RunReleases | undefined>;
}
