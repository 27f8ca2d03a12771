import { tunedFedzo } from './tuned-fedzo.mjs';

/**
 * Methods with their default options but for the estimator that one is named by, and `fedzo tuned`, whose rate and radius were chosen on
 * other seeds: so none is tuned on what is reported. `needsAll`: of no use without all clients. `isDear`: to compute. `upTo`: the largest
 * dimension it can be used in. `isExtra`: too dear for the quick suite, unless it is named; in the full one it runs after the others, and
 * what it has no run of yet is reported without it. `outside`: a script of benchmarks/python, left out where it cannot run.
 */
export const METHODS = {
  auto: { algorithm: { kind: 'auto' } },
  'gp-trust-region': { algorithm: { kind: 'gp-trust-region' } },
  fzoos: { algorithm: { kind: 'fzoos' }, isDear: true },
  'fzoos-adaptive': { algorithm: { kind: 'fzoos-adaptive' }, isDear: true, isExtra: true, upTo: 300 },
  'fzoos-shared-design': { algorithm: { kind: 'fzoos-shared-design' }, isDear: true, isExtra: true, upTo: 300 },
  fedzo: { algorithm: { kind: 'fedzo' } },
  'fedzo tuned': { tuned: 'fedzo' },
  'cma-es': { algorithm: { kind: 'cma-es' } },
  'scaffold2 regression': { algorithm: { kind: 'scaffold2', estimator: 'regression-quadratic', directions: 5 }, isDear: true, upTo: 300 },
  'basis and line search': { baseline: 'line-search', needsAll: true },
  'projected L-BFGS': { baseline: 'l-bfgs', needsAll: true },
  'NumPy CMA-ES': { outside: 'cma_es', needsAll: true },
  'scikit-learn GP': { outside: 'gaussian_process', needsAll: true, isExtra: true, upTo: 20 },
};

/** Options of a federated method on a problem. */
export function algorithmFor(method, problem) {
  const { algorithm, tuned } = METHODS[method];
  return tuned === undefined ? algorithm : { kind: tuned, ...tunedFedzo(problem) };
}
