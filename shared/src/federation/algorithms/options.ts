import type { z } from 'zod';
import { InvalidArgumentError } from '../../errors.js';
import type { AlgorithmOptions } from '../messages.js';
import { autoOptions } from './auto/options.js';
import { bayesianOptimisationOptions } from './bayesian-optimisation/options.js';
import { cboOptions } from './cbo/options.js';
import { cmaEsOptions } from './cma-es/options.js';
import { diff2GdOptions, dpGdOptions, zoDiff2Options } from './difference-descent/options.js';
import { fedlionOptions } from './fedlion/options.js';
import { fedproxOptions } from './fedprox/options.js';
import { fedzoOptions } from './fedzo/options.js';
import { gpTrustRegionOptions } from './gp-trust-region/options.js';
import { fzoosOptions } from './fzoos/options.js';
import { fzoosAdaptiveOptions } from './fzoos-adaptive/options.js';
import { fzoosSharedDesignOptions } from './fzoos-shared-design/options.js';
import { privateFzoosOptions } from './private-fzoos/options.js';
import { privateSurrogateOptions } from './private-surrogate/options.js';
import { scaffold1Options } from './scaffold1/options.js';
import { scaffold2Options } from './scaffold2/options.js';
import { seedScalarOptions } from './seed-scalar/options.js';

/** Every method's options by its kind: the one list of what can stand in an experiment's `algorithm`. */
export const ALGORITHM_OPTIONS = {
  auto: autoOptions,
  fzoos: fzoosOptions,
  'fzoos-adaptive': fzoosAdaptiveOptions,
  'fzoos-shared-design': fzoosSharedDesignOptions,
  'gp-trust-region': gpTrustRegionOptions,
  fedzo: fedzoOptions,
  fedprox: fedproxOptions,
  fedlion: fedlionOptions,
  scaffold1: scaffold1Options,
  scaffold2: scaffold2Options,
  'seed-scalar': seedScalarOptions,
  'cma-es': cmaEsOptions,
  cbo: cboOptions,
  'bayesian-optimisation': bayesianOptimisationOptions,
  'zo-diff2': zoDiff2Options,
  'diff2-gd': diff2GdOptions,
  'dp-gd': dpGdOptions,
  'private-fzoos': privateFzoosOptions,
  'private-surrogate': privateSurrogateOptions,
} as const satisfies Record<string, z.ZodType<AlgorithmOptions>>;

export type ResolvedAlgorithm = z.infer<(typeof ALGORITHM_OPTIONS)[AlgorithmKind]>;

export type AlgorithmKind = keyof typeof ALGORITHM_OPTIONS;

/** The methods whose clients send nothing but releases, or sums that the coordinator makes releases of. They, and no others, need a `privacy` section. */
export const PRIVATE_METHODS: readonly string[] = [
  'zo-diff2',
  'diff2-gd',
  'dp-gd',
  'private-fzoos',
  'private-surrogate',
] satisfies readonly AlgorithmKind[];

/** Whether a text names a method. */
export function isAlgorithmKind(kind: string): kind is AlgorithmKind {
  return Object.hasOwn(ALGORITHM_OPTIONS, kind);
}

/** The options of a method, checked and with every default filled in; throws `InvalidArgumentError` naming the first that is wrong. */
export function resolveAlgorithm(options: AlgorithmOptions): ResolvedAlgorithm {
  if (!isAlgorithmKind(options.kind)) {
    throw new InvalidArgumentError(
      'algorithm.kind',
      `is ${JSON.stringify(options.kind)}; known methods are ${Object.keys(ALGORITHM_OPTIONS).join(', ')}`,
    );
  }
  const parsed = ALGORITHM_OPTIONS[options.kind].safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new InvalidArgumentError(['algorithm', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is not valid');
}
