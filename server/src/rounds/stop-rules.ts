import type { RoundRow, StopReason } from '@fedzoo/shared/telemetry';

/** Each rule is optional; the first that holds after a round, in this order, ends the run. */
export interface StopRules {
  /** The run ends once a value at or below this is known. */
  readonly value?: number;
  /** Evaluations over all clients. */
  readonly queries?: number;
  readonly seconds?: number;
}

/** Which rule a run's last row fulfils; `rounds` when it was the last that was asked for. Checked after each round, before the next. */
export function stopReason(rules: StopRules, row: RoundRow, isLast: boolean): StopReason | null {
  if (rules.value !== undefined && row.best !== null && row.best <= rules.value) return 'value';
  if (rules.queries !== undefined && row.queries >= rules.queries) return 'queries';
  if (rules.seconds !== undefined && row.seconds >= rules.seconds) return 'seconds';
  return isLast ? 'rounds' : null;
}
