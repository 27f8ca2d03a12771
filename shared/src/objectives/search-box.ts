import { createStream } from '../numeric/random-stream.js';
import { PUBLIC } from '../numeric/random.js';
import { createBox, toNaturalUnits, toUnitBox, type Box, type Coordinates } from './box.js';

/**
 * Which box a synthetic problem is searched in.
 * - `published`: the function's usual box. Its optimum lies so near the middle that asking there once beats any method.
 * - `centred-start`: the same width, moved so that the start point is the middle.
 * - `random`: the same width, placed uniformly among those that contain both the start point and the landscape's centre.
 * - bounds in natural units.
 */
export type BoxChoice = 'published' | 'centred-start' | 'random' | { readonly lower: Coordinates; readonly upper: Coordinates };

export const BOX_NAMES = ['published', 'centred-start', 'random'] as const;

export interface Landscape {
  readonly box: Box;
  /** Where the landscape is centred, in natural units: its minimiser where that is known, inside `box`. */
  readonly centre: Float64Array;
}

/** The box and the start point x₀ in it: uniform on the published box (or on the given bounds), the same natural point in a moved box. */
export function chooseSearchBox(landscape: Landscape, choice: BoxChoice, seed: number): { box: Box; start: Float64Array } {
  const dimension = landscape.centre.length;
  const draws = createStream({ seed, client: PUBLIC, round: 0, purpose: 'start-point' });
  const start = new Float64Array(dimension).map(() => draws.uniform());
  if (choice === 'published') return { box: landscape.box, start };
  if (typeof choice === 'object') return { box: createBox(choice.lower, choice.upper, dimension), start };

  const z = toNaturalUnits(landscape.box, start);
  const width = landscape.box.upper.map((upper, j) => upper - landscape.box.lower[j]!);
  if (choice === 'centred-start') {
    const lower = z.map((v, j) => v - width[j]! / 2);
    return { box: { lower, upper: lower.map((v, j) => v + width[j]!) }, start: new Float64Array(dimension).fill(0.5) };
  }
  const placement = createStream({ seed, client: PUBLIC, round: 0, purpose: 'shift' });
  const lower = z.map((v, j) => {
    const least = Math.max(v, landscape.centre[j]!) - width[j]!;
    const most = Math.min(v, landscape.centre[j]!);
    return least + placement.uniform() * (most - least);
  });
  // The sums may round past z by one unit in the last place, so the upper bound is widened to hold it.
  const upper = lower.map((v, j) => Math.max(v + width[j]!, z[j]!));
  const box = { lower, upper };
  return { box, start: toUnitBox(box, z, 'start') };
}
