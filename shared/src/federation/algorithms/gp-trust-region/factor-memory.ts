import type { Kernels } from '../../../numeric/kernels.js';
import { factoriseTrend, type TrendFactor, type TrendPrior } from '../../../surrogate/trend-factor.js';
import type { TrendData } from '../../../surrogate/trend-process.js';

/**
 * Remembers the factor of the last observations, which are factored once to judge a step, to propose the next, and, folded, to hold what comes
 * back against what was predicted. A factor that was not kept (after a restart) has the same bits when it is made anew. It is copied out of the kernels'
 * memory, which nobody would give back at the end of a run.
 */
export interface FactorMemory {
  /** The factor for these observations; the caller's to release. */
  of(data: TrendData, prior: TrendPrior): TrendFactor;
  keep(data: TrendData, factor: TrendFactor): void;
}

export function createFactorMemory(kernels: Kernels): FactorMemory {
  let lower = new Float64Array(0);
  let kept:
    | (Pick<TrendData, 'distances' | 'noise'> & { readonly differing: boolean } & Pick<TrendFactor, 'prior' | 'logDeterminant'>)
    | undefined;
  return {
    of(data, { lengthScale, nugget }) {
      const isSame = kept?.distances === data.distances && kept.noise === data.noise && kept.differing === (data.cohorts !== undefined);
      if (!isSame || kept?.prior.lengthScale !== lengthScale || kept.prior.nugget !== nugget) {
        return factoriseTrend(kernels, data, { lengthScale, nugget });
      }
      const copy = kernels.allocate(lower.length);
      copy.set(lower);
      return { prior: kept.prior, logDeterminant: kept.logDeterminant, lower: copy };
    },
    keep({ distances, noise, cohorts }, factor) {
      if (lower.length !== factor.lower.length) lower = new Float64Array(factor.lower.length);
      lower.set(factor.lower);
      kept = { distances, noise, differing: cohorts !== undefined, prior: factor.prior, logDeterminant: factor.logDeterminant };
    },
  };
}
