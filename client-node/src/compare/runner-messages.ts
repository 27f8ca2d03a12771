import type { Experiment } from '@fedzoo/shared/experiment';
import type { RoundRow, StopReason } from '@fedzoo/shared/telemetry';

/** What a runner is asked: one run after another, or to end the one that it is at. */
export type RunnerRequest =
  | { readonly kind: 'run'; readonly experiment: Experiment; /** Threads for its clients. */ readonly workers: number }
  | { readonly kind: 'stop' };

export type RunnerReply =
  | { readonly kind: 'row'; readonly row: RoundRow }
  /** A round trip of a round has ended. */
  | { readonly kind: 'trip'; readonly round: number }
  | { readonly kind: 'notice'; readonly text: string }
  | {
      readonly kind: 'end';
      readonly rows: readonly RoundRow[];
      readonly observerQueries: number;
      readonly seconds: number;
      readonly stopped: StopReason;
    }
  | { readonly kind: 'error'; readonly field: string | undefined; readonly message: string; readonly stack: string | undefined };
