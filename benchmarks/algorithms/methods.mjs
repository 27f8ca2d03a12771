/**
 * Methods with their default options but for the estimator that one is named by, so that none is tuned on what is reported. `needsAll`: of no use without all
 * clients. The one that `auto` mostly stands for comes last: its curves are left out where they are the same.
 */
export const METHODS = {
  auto: { algorithm: { kind: 'auto' } },
  'gp-trust-region': { algorithm: { kind: 'gp-trust-region' } },
  fzoos: { algorithm: { kind: 'fzoos' }, isDear: true },
  'fzoos-adaptive': { algorithm: { kind: 'fzoos-adaptive' }, isDear: true },
  'fzoos-shared-design': { algorithm: { kind: 'fzoos-shared-design' }, isDear: true },
  fedzo: { algorithm: { kind: 'fedzo' } },
  'scaffold2 regression': { algorithm: { kind: 'scaffold2', estimator: 'regression-quadratic', directions: 5 }, isDear: true },
  'basis and line search': { baseline: 'line-search', needsAll: true },
  'projected L-BFGS': { baseline: 'l-bfgs', needsAll: true },
  'gp-trust-region folded': { algorithm: { kind: 'gp-trust-region', folded: true } },
};
