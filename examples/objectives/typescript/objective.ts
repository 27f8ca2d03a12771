/** An objective in TypeScript, run as it is: no build. This one waits, as a measurement would. */
interface Context {
  readonly clientNumber: number;
  /** Aborted when the time limit has passed or the client stops. */
  readonly signal: AbortSignal;
}

export async function evaluate(x: readonly number[], { clientNumber, signal }: Context): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  signal.throwIfAborted();
  const centre: number = (clientNumber % 5) - 2;
  return x.reduce((sum, coordinate) => sum + (coordinate - centre) ** 2, 0) / x.length;
}
