import type { Kernels } from '../../../numeric/kernels.js';
import type { TrendFactor, TrendPrior } from '../../../surrogate/trend-factor.js';
import { fitTrendProcess, type TrendData, type TrendProcess } from '../../../surrogate/trend-process.js';
import type { FactorMemory } from './factor-memory.js';
import type { SurrogateState } from './state.js';

/** ℓ is searched on this many logarithmic steps of its whole range, in units of x. */
const GRID = { lower: 0.5, upper: 100, steps: 12 } as const;
/** And around the last one by these factors, within wider limits. */
const AROUND = [0.6, 1, 1.6] as const;
const LIMITS = { lower: 0.01, upper: 300 } as const;
/** Noise variances tried where values are noisy, over the amplitude². */
const NUGGETS = [0, 1e-6, 1e-4, 1e-2, 1e-1, 1] as const;
/** ℓ is searched again when the evidence a point falls by so many nats from one round to the next, and every so many rounds on the whole grid. */
const EVIDENCE_LOSS = 0.02;
const WHOLE_SEARCH_ROUNDS = 10;

/** A process without a carried Hessian, and the factor it shares with others; both are the caller's to release. */
export interface ChosenFit {
  readonly process: TrendProcess;
  readonly factor: TrendFactor;
}

/**
 * The length-scale and the nugget by likelihood, without a carried Hessian (which was made from the same data and would always win):
 * the last ones while they still explain the data, else the best of their neighbours, every ten rounds of the whole grid. In the fine stage
 * of a run whose values repeat, and were given by all clients, the nugget is 0: there a likelihood free to choose would explain the shape of F by noise, which is just what
 * the wide stage wants of it.
 *
 * Cost: one factorisation as a rule, a dozen on a whole search.
 */
export function chooseFit(
  kernels: Kernels,
  data: TrendData,
  given: {
    readonly last: SurrogateState | null;
    readonly round: number;
    readonly factors: FactorMemory;
    readonly noisy: boolean;
    readonly wide: boolean;
    /** Some of the values are those of a part of the clients. */
    readonly mixed: boolean;
  },
): ChosenFit {
  const { factors, last, round, noisy, wide, mixed } = given;
  const least = noisy ? NUGGETS[1] : NUGGETS[0];
  const free = noisy || wide || mixed;
  const whole = last === null || round % WHOLE_SEARCH_ROUNDS === 0 || (!free && last.nugget > 0);
  const fit = (prior: TrendPrior): ChosenFit => {
    const factor = factors.of(data, prior);
    return { process: fitTrendProcess(kernels, data, factor), factor };
  };
  const discard = ({ process, factor }: ChosenFit): void => {
    process.release();
    kernels.release(factor.lower);
  };
  let best = fit({ lengthScale: last?.lengthScale ?? GRID.upper, nugget: free ? Math.max(last?.nugget ?? 0, least) : 0 });
  if (!whole && best.process.logLikelihood / data.count > last.evidence - EVIDENCE_LOSS) return best;
  const consider = (prior: TrendPrior): void => {
    const candidate = fit(prior);
    if (candidate.process.logLikelihood > best.process.logLikelihood) {
      discard(best);
      best = candidate;
    } else discard(candidate);
  };
  const { nugget } = best.factor.prior;
  for (const lengthScale of whole ? gridOfScales() : scalesAround(best.factor.prior.lengthScale)) consider({ lengthScale, nugget });
  if (!free) return best;
  const { lengthScale } = best.factor.prior;
  for (const other of NUGGETS) if (other !== nugget && other >= least) consider({ lengthScale, nugget: other });
  return best;
}

function gridOfScales(): readonly number[] {
  const ratio = (GRID.upper / GRID.lower) ** (1 / (GRID.steps - 1));
  return Array.from({ length: GRID.steps - 1 }, (_, i) => GRID.lower * ratio ** i);
}

function scalesAround(lengthScale: number): readonly number[] {
  return AROUND.filter((factor) => factor !== 1).map((factor) => Math.min(LIMITS.upper, Math.max(LIMITS.lower, factor * lengthScale)));
}
