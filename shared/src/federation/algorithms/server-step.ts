import { projectOntoBox } from '../../optimizers/box.js';
import type { OptimizerState } from '../../optimizers/optimizer.js';
import { createOptimizer, type OptimizerKind } from '../../optimizers/optimizers.js';
import type { ServerState } from '../server-half.js';

/** xᵣ = P(xᵣ₋₁ + η u), u the mean of the clients' updates xᵢ − xᵣ₋₁ and P the projection on [0,1]^d. O(d). */
function serverStep(iterate: Float64Array, update: Float64Array, learningRate: number): Float64Array {
  return projectOntoBox(iterate.map((coordinate, j) => coordinate + learningRate * update[j]!));
}

export interface ServerStepOptions {
  readonly serverOptimizer: 'average' | OptimizerKind;
  readonly serverLearningRate: number;
}

/**
 * The server's step from the mean u of the clients' updates: plain averaging, or xᵣ = P(xᵣ₋₁ + step(g)) with the pseudo-gradient
 * g = −u and any optimizer at the server's learning rate (FedOpt, Reddi et al., arXiv 2003.00295, algorithm 1). Its state is
 * kept in the server state under `optimizer`; `sgd` is averaging. Adaptive ones move every coordinate by about η a round: a good η is
 * then of the order of a coordinate's step in a round, not 1. O(d).
 */
export function createServerStep(options: ServerStepOptions): (state: ServerState, update: Float64Array) => ServerState {
  const { serverOptimizer, serverLearningRate } = options;
  if (serverOptimizer === 'average') {
    return ({ iterate }, update) => ({ iterate: serverStep(iterate, update, serverLearningRate) });
  }
  const rule = createOptimizer(serverOptimizer, { learningRate: serverLearningRate });
  return ({ iterate, optimizer }, update) => {
    // A server's state is what this rule gave out, in memory or through storage.
    const before = optimizer === undefined ? rule.init(iterate.length) : (optimizer as OptimizerState);
    const pseudoGradient = update.map((u) => -u);
    const { step, state } = rule.update(pseudoGradient, before);
    return { iterate: projectOntoBox(iterate.map((coordinate, j) => coordinate + step[j]!)), optimizer: state };
  };
}
