/** One appointment at a time with the wall clock. */
export interface Alarm {
  /** Replaces the appointment; `Infinity` = none. Calls back once, at `atMs` (milliseconds since 1970-01-01 UTC) or a moment after. */
  set(atMs: number): void;
  clear(): void;
}

/** The longest delay a Node timer knows, in milliseconds; a later appointment is kept in several stages. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export function createAlarm(now: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const set = (atMs: number): void => {
    clear();
    if (atMs === Infinity) return;
    const delayMs = Math.max(0, atMs - now());
    timer = setTimeout(() => (now() < atMs ? set(atMs) : ring()), Math.min(delayMs, LONGEST_DELAY_MS));
  };
  return { set, clear };
}
