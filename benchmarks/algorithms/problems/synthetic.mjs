import { createSyntheticProblem } from '@fedzoo/shared/objectives';

/** Objectives of a synthetic problem and a seed, and its optimum where it has a closed form. */
export function makeSynthetic({ function: name, dimension, clients, heterogeneity }, seed) {
  const options = { function: name, dimension, clients, heterogeneity, seed, box: 'random' };
  return createSyntheticProblem(name === 'ellipsoid' ? { ...options, condition: 1e4 } : options);
}
