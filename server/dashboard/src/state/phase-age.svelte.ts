import type { RunSummary } from '@fedzoo/shared/telemetry';

const PATIENCE_MS = 2000;

/**
 * Whether a run has stood at one place for long enough to say why. A run at work waits for its clients a moment in every phase; a note that
 * came and went with each would be no help. Call while a component is made.
 */
export function createStall(run: () => RunSummary, nowMs: () => number): { readonly isLong: boolean } {
  const place = $derived(`${run().status} ${run().round} ${run().phase}`);
  let sinceMs = $state(0);
  $effect.pre(() => {
    void place;
    sinceMs = Date.now();
  });
  return {
    get isLong() {
      return run().status !== 'running' || nowMs() - sinceMs >= PATIENCE_MS;
    },
  };
}
