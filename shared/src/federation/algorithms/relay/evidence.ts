/** What a run has shown of whether its method goes on winning. Decreases of F, in its units. */
export type Evidence = {
  /** F(x₀) − F(xᵣ), as the changes that the method reports add up to. */
  readonly won: number;
  /** Rounds in a row in which next to nothing was won and next to nothing is expected. */
  readonly quiet: number;
  /** Decreases of the newest rounds, oldest first, at most `patience` of them. */
  readonly recent: readonly number[];
};

export const NO_EVIDENCE: Evidence = { won: 0, quiet: 0, recent: [] };

/** Next to nothing, as a share of what has been won. A minimum that is approached superlinearly passes it within a few rounds. */
const NOTHING = 1e-6;
const QUIET_ROUNDS = 3;
/** A crawl: less than this share of what has been won, over all of `patience` rounds. */
const CRAWL = 1e-5;

/** Rounds that a crawl may last: four times what a basis of the space takes, and a few, at so many directions a round. */
export function patienceOf(dimension: number, directions: unknown): number {
  return 4 * Math.ceil(dimension / (typeof directions === 'number' ? directions : dimension) + 5);
}

/** The evidence after a round that lowered F by `decrease`, before one that is expected to lower it by `expected`. O(patience). */
export function withRound(evidence: Evidence, decrease: number, { expected, patience }: { expected: number; patience: number }): Evidence {
  const won = evidence.won + decrease;
  const isQuiet = won > 0 && expected < NOTHING * won && Math.abs(decrease) < NOTHING * won;
  return { won, quiet: isQuiet ? evidence.quiet + 1 : 0, recent: [...evidence.recent, decrease].slice(-patience) };
}

/** Why the method has come to its end, in half a sentence; undefined while it has not. */
export function endOf({ won, quiet, recent }: Evidence, patience: number): string | undefined {
  if (quiet >= QUIET_ROUNDS) return `${QUIET_ROUNDS} rounds won and promised less than a millionth of what had been won`;
  if (recent.length < patience) return undefined;
  const lately = recent.reduce((sum, decrease) => sum + decrease, 0);
  return lately < CRAWL * won ? `${patience} rounds won less than a hundred-thousandth of what had been won` : undefined;
}
