import { InvalidArgumentError } from '../errors.js';
import { requireDelta } from './argument-ranges.js';
import type { Direction } from './loss-atoms.js';
import { composedEpsilon, type EpsilonBracket, type Phase } from './loss-composition.js';

const FEWEST_CELLS = 2 ** 14;
const MOST_CELLS = 2 ** 20;
/** Below this, rounding of the transform would be seen. */
export const LEAST_TIGHT_DELTA = 1e-12;

/**
 * ε at δ of Gaussian releases with Poisson sampling, phase after phase, from the distribution of the composed privacy loss in both
 * directions: `upper` is never below the truth and is what may be claimed, `lower` never above it. Cells are quadrupled, from 2¹⁴ up to 2²⁰, until
 * `upper` is above the truth by about `precision` or less, relatively, judged by how it moves. Sampling is anew every round, the
 * noise continuous, neighbours differ by one member. Throws `InvalidArgumentError` for δ below 1e-12. Up to seconds.
 */
export function tightEpsilon(phases: readonly Phase[], delta: number, { precision = 1e-5 }: { precision?: number } = {}): EpsilonBracket {
  requireDelta(delta);
  if (delta < LEAST_TIGHT_DELTA)
    throw new InvalidArgumentError('delta', `is ${delta}; the tight accountant goes down to 1e-12, use Rényi below`);
  const remove = refined(phases, 'remove', { delta, precision, enough: 0 });
  // The other direction is nearly always far below: then a coarse bound that is below too settles it.
  const add = refined(phases, 'add', { delta, precision, enough: remove.upper });
  return { upper: Math.max(remove.upper, add.upper, 0), lower: Math.max(remove.lower, add.lower, 0) };
}

function refined(
  phases: readonly Phase[],
  direction: Direction,
  { delta, precision, enough }: { delta: number; precision: number; enough: number },
): EpsilonBracket {
  let cells = FEWEST_CELLS;
  let last = composedEpsilon(phases, direction, { delta, cells });
  for (;;) {
    if (last.upper <= enough || cells >= MOST_CELLS) return last;
    cells *= 4;
    const next = composedEpsilon(phases, direction, { delta, cells });
    const moved = Math.abs(last.upper - next.upper);
    last = { upper: Math.min(last.upper, next.upper), lower: Math.max(last.lower, next.lower) };
    // The error falls with the square of the cells: what is left is a fifteenth of the last move.
    if (moved <= 15 * precision * last.upper) return last;
  }
}
