import { createAdam } from './adam.js';
import { createDog } from './dog.js';
import { createLion } from './lion.js';
import { createMomentum } from './momentum.js';
import type { Optimizer, OptimizerOptions } from './optimizer.js';
import { createRefinedAdam } from './r-adazo.js';
import { createSgd } from './sgd.js';
import { createSophia } from './sophia.js';

/** Every optimizer by the name it has in an experiment file. A new one is one row; the contract tests run over the table. */
export const OPTIMIZERS = {
  sgd: createSgd,
  momentum: createMomentum,
  adam: createAdam,
  'r-adazo': createRefinedAdam,
  lion: createLion,
  sophia: createSophia,
  dog: createDog,
} as const satisfies Record<string, (options: OptimizerOptions) => Optimizer>;

export type OptimizerKind = keyof typeof OPTIMIZERS;

/** The optimizer of that kind with its published constants. */
export function createOptimizer(kind: OptimizerKind, options: OptimizerOptions): Optimizer {
  return OPTIMIZERS[kind](options);
}
