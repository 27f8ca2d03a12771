/** The door to what draws noise. An import rule names the few files that may pass it: whoever else could, could release without a reservation. */
export { fillDiscreteGaussian } from './discrete-gaussian.js';
export { fillDiscreteLaplace } from './discrete-laplace.js';
export { uniformIntegers, type UniformIntegers } from './entropy.js';
export { drawNoise, samplerOf, type NoiseSampler, type NoiseTerms } from './noise-sampler.js';
export { releaseSum, releaseWith, type LedgerEntry, type Release } from './release.js';
export { fillRoundedGaussian } from './rounded-gaussian.js';
