/** How long to wait before each attempt of a row that fails. */
export interface BackOff {
  /** Milliseconds before the next attempt. */
  next(): number;
  /** Call when an attempt succeeded. */
  reset(): void;
}

export interface BackOffOptions {
  readonly minimumMs: number;
  readonly maximumMs: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
}

/**
 * Doubles from `minimumMs` to `maximumMs`, each time taking a uniform part of the upper half: clients that lost the same coordinator
 * at the same moment do not all come back at the same moment.
 */
export function createBackOff({ minimumMs, maximumMs, random }: BackOffOptions): BackOff {
  let failures = 0;
  return {
    next() {
      const ceilingMs = Math.min(maximumMs, minimumMs * 2 ** failures);
      failures += 1;
      return ceilingMs / 2 + (random() * ceilingMs) / 2;
    },
    reset() {
      failures = 0;
    },
  };
}
