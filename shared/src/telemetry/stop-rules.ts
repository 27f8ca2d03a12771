import type { StopRules } from '../experiment/experiment.js';
import type { StopReason } from './run-summary.js';

/** How far a run is: what a row of it says. */
export interface Progress {
  readonly best: number | null;
  readonly queries: number;
  readonly seconds: number;
}

/** Which rule holds after a round, asked in the order value, queries, seconds; undefined: none, the next round may begin. */
export function stopReason(rules: StopRules, { best, queries, seconds }: Progress): StopReason | undefined {
  if (rules.value !== undefined && best !== null && best <= rules.value) return 'value';
  if (rules.queries !== undefined && queries >= rules.queries) return 'queries';
  return rules.seconds !== undefined && seconds >= rules.seconds ? 'seconds' : undefined;
}
