import type { Kernels } from '../../../numeric/kernels.js';
import {
  fitDifferenceProcess,
  type DifferenceData,
  type DifferencePrior,
  type DifferenceProcess,
} from '../../../surrogate/difference-process.js';

/** Factors tried about the last fit, on one of the two in a round. */
const AMPLITUDE_STEP = 2;
const LENGTH_STEP = 1.5;
/** How far a fit may be from the prior that is begun with. */
const MOST_AMPLITUDE = 4;
const LEAST_AMPLITUDE = 2 ** -10;
const MOST_LENGTH = 16;

/** A prior as multiples of the one that is begun with: of the slope it expects, and of its length-scale. */
export type PriorScales = { readonly slope: number; readonly length: number };

export const FIRST_SCALES: PriorScales = { slope: 1, length: 1 };

/**
 * The process whose slope and length-scale, of the last ones and their neighbours, make what was released likeliest. A slope that is too
 * large takes noise for shape and is led by it. Neighbours of the slope are tried in even rounds, of the length-scale in odd ones. Three fits.
 */
export function chooseFit(
  kernels: Kernels,
  data: DifferenceData,
  { first, last, round }: { readonly first: DifferencePrior; readonly last: PriorScales; readonly round: number },
): { readonly process: DifferenceProcess; readonly scales: PriorScales } {
  const fit = (scales: PriorScales) => {
    const lengthScale = scales.length * first.lengthScale;
    const amplitude = scales.slope * scales.length * first.amplitude;
    return { scales, process: fitDifferenceProcess(kernels, data, { lengthScale, amplitude }) };
  };
  const { slope, length } = last;
  const neighbours: readonly PriorScales[] =
    round % 2 === 0
      ? [AMPLITUDE_STEP, 1 / AMPLITUDE_STEP].map((step) => ({ length, slope: between(LEAST_AMPLITUDE, step * slope, MOST_AMPLITUDE) }))
      : [LENGTH_STEP, 1 / LENGTH_STEP].map((step) => ({ slope, length: between(1 / MOST_LENGTH, step * length, MOST_LENGTH) }));
  return neighbours.map(fit).reduce((best, other) => (other.process.logLikelihood > best.process.logLikelihood ? other : best), fit(last));
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
