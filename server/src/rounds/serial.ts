/** Runs jobs one after the other, in the order they were given. */
export interface Serial {
  run<Result>(job: () => Promise<Result>): Promise<Result>;
  /** Resolves once everything given so far has ended. */
  idle(): Promise<void>;
}

export function createSerial(): Serial {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    run(job) {
      const result = tail.then(job);
      tail = result.catch(() => undefined);
      return result;
    },
    idle: () => tail.then(() => undefined),
  };
}
