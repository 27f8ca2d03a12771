import type { StopReason } from '@fedzoo/shared/telemetry';

/** The conditions of an experiment's `stop`; the first that holds ends the run. */
export interface StopRules {
  /** Ends when the best value is at or below it. */
  readonly value?: number | undefined;
  /** Ends when this many queries are spent, over all clients. */
  readonly queries?: number | undefined;
  readonly seconds?: number | undefined;
}

/** Which rule holds after a round, or undefined: asked in the order value, queries, seconds. */
export function stopReason(
  rules: StopRules,
  progress: { readonly best: number | null; readonly queries: number; readonly seconds: number },
): StopReason | undefined {
  if (rules.value !== undefined && progress.best !== null && progress.best <= rules.value) return 'value';
  if (rules.queries !== undefined && progress.queries >= rules.queries) return 'queries';
  if (rules.seconds !== undefined && progress.seconds >= rules.seconds) return 'seconds';
  return undefined;
}
