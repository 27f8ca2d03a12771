/** Seconds a run was at work: time while it waits for an operator, or while no coordinator runs, is left out. */
export interface Stopwatch {
  seconds(): number;
  start(): void;
  stop(): void;
}

/** A stopwatch that shows `seconds` at first and stands still; `now` is a clock that never goes back, in milliseconds. */
export function createStopwatch(seconds: number, now: () => number): Stopwatch {
  let base = seconds;
  let since: number | null = null;
  const read = (): number => base + (since === null ? 0 : (now() - since) / 1000);
  return {
    seconds: read,
    start() {
      since ??= now();
    },
    stop() {
      base = read();
      since = null;
    },
  };
}
