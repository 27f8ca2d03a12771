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
  const parts = [
    `round ${String(row.round).padStart(digits)}/${options.rounds}`,
    `value ${formatNumber(row.value).padStart(9)}`,
    `best ${formatNumber(row.best).padStart(9)}`,
    `queries ${formatCount(row.queries)}`,
    formatBytes(row.bytesUp + row.bytesDown),
    ...(row.round === 0 ? [] : [`${formatDuration(secondsARound(row, options.previous))} a round`]),
  ];
  if (options.width === undefined) return parts.join('  ');

  const spent = spentShare(row, options);
  const left = timeLeft(row, spent);
  const bar = `${'█'.repeat(Math.round(spent * BAR_CELLS)).padEnd(BAR_CELLS, '░')} ${String(Math.floor(spent * 100)).padStart(3)} %`;
  const full = [...parts, bar, ...(left === null ? [] : [`${formatDuration(left)} left`])];
  // From what is least missed: bytes, the pace, queries, the bar's company.
  for (const dropped of [[], [4], [4, 5], [3, 4, 5], [2, 3, 4, 5]]) {
    const line = full.filter((_, i) => row.round === 0 || !dropped.includes(i)).join('  ');
    if (line.length <= options.width) return line;
  }
  return parts.slice(0, 2).join('  ').slice(0, Math.max(0, options.width));
}

/** Seconds this round took; over all rounds so far where the row before is not at hand. */
function secondsARound(row: RoundRow, previous: RoundRow | undefined): number {
  return previous !== undefined && previous.round < row.round ? (row.seconds - previous.seconds) / (row.round - previous.round) : row.seconds / row.round;
}

/** How much of the run is behind, in [0, 1]: the largest share of the limits. */
function spentShare(row: RoundRow, { rounds, queryLimit, secondsLimit }: ProgressOptions): number {
  const shares = [row.round / rounds, queryLimit === undefined ? 0 : row.queries / queryLimit, secondsLimit === undefined ? 0 : row.seconds / secondsLimit];
  return Math.min(1, Math.max(...shares));
}

function timeLeft(row: RoundRow, spent: number): number | null {
  return row.round === 0 || spent <= 0 || spent >= 1 ? null : (row.seconds * (1 - spent)) / spent;
}
