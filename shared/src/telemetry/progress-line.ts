import { formatBytes, formatCount, formatDuration, formatNumber } from './format.js';
import type { RoundRow } from './round-row.js';

export interface ProgressOptions {
  /** Rounds asked for. */
  readonly rounds: number;
  /** The row before, for the time of this round; none for the first. */
  readonly previous?: RoundRow | undefined;
  /** Evaluations after which the run stops (`stop.queries`). */
  readonly queryLimit?: number | undefined;
  /** Seconds after which the run stops (`stop.seconds`). */
  readonly secondsLimit?: number | undefined;
  /** No value is told in a private run, so the line has none. */
  readonly isPrivate?: boolean | undefined;
  /** Columns of the terminal; missing where the output is a pipe: then no bar, nothing is cut, and no time left is guessed. */
  readonly width?: number | undefined;
}

const BAR_CELLS = 16;

/**
 * One line for a closed round: `round 12/50  value -0.0194  best -0.0201  queries 6,470  43.0 MB  0.31 s a round`, and on a terminal a
 * bar of how much of the budget is spent (rounds, queries or seconds, whichever is nearest its end) with the time that is left at this
 * pace. Never longer than `width`: what is least needed is left out first.
 */
export function progressLine(row: RoundRow, options: ProgressOptions): string {
  const digits = String(options.rounds).length;
  const pace = row.round === 0 ? [] : [{ words: `${formatDuration(secondsARound(row, options.previous))} a round`, rank: 4 }];
  const figures: Part[] = [
    { words: `round ${String(row.round).padStart(digits)}/${options.rounds}`, rank: 0 },
    ...(options.isPrivate === true
      ? []
      : [
          { words: `value ${formatNumber(row.value).padStart(9)}`, rank: 1 },
          { words: `best ${formatNumber(row.best).padStart(9)}`, rank: 6 },
        ]),
    { words: `queries ${formatCount(row.queries)}`, rank: 3 },
    { words: formatBytes(row.bytesUp + row.bytesDown), rank: 5 },
    ...pace,
  ];
  return options.width === undefined ? join(figures) : fit([...figures, ...budgetParts(row, options)], options.width);
}

/** A piece of the line; the higher its rank, the sooner it is left out where there is no room. */
interface Part {
  readonly words: string;
  readonly rank: number;
}

function budgetParts(row: RoundRow, options: ProgressOptions): Part[] {
  const spent = spentShare(row, options);
  const bar = `${'█'.repeat(Math.round(spent * BAR_CELLS)).padEnd(BAR_CELLS, '░')} ${String(Math.floor(spent * 100)).padStart(3)} %`;
  const left = timeLeft(row, spent);
  return [{ words: bar, rank: 2 }, ...(left === null ? [] : [{ words: `${formatDuration(left)} left`, rank: 2.5 }])];
}

function fit(parts: readonly Part[], width: number): string {
  if (join(parts).length <= width || parts.length === 1) return join(parts).slice(0, width);
  const last = Math.max(...parts.map((part) => part.rank));
  return fit(
    parts.filter((part) => part.rank !== last),
    width,
  );
}

function join(parts: readonly Part[]): string {
  return parts.map((part) => part.words).join('  ');
}

/** Seconds this round took; over all rounds so far where the row before is not at hand. */
function secondsARound(row: RoundRow, previous: RoundRow | undefined): number {
  return previous !== undefined && previous.round < row.round
    ? (row.seconds - previous.seconds) / (row.round - previous.round)
    : row.seconds / row.round;
}

/** How much of the run is behind, in [0, 1]: the largest share of the limits. */
function spentShare(row: RoundRow, { rounds, queryLimit, secondsLimit }: ProgressOptions): number {
  const shares = [
    row.round / rounds,
    queryLimit === undefined ? 0 : row.queries / queryLimit,
    secondsLimit === undefined ? 0 : row.seconds / secondsLimit,
  ];
  return Math.min(1, Math.max(...shares));
}

function timeLeft(row: RoundRow, spent: number): number | null {
  return row.round === 0 || spent <= 0 || spent >= 1 ? null : (row.seconds * (1 - spent)) / spent;
}
