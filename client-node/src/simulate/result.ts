import type { RoundRow, StopReason } from '@fedzoo/shared/telemetry';

/** What a run came to, on whichever transport. */
export interface SimulationResult {
  readonly rows: readonly RoundRow[];
  readonly finalX: readonly number[];
  readonly observerQueries: number;
  readonly seconds: number;
  readonly stopped: StopReason;
}
