import { InvalidArgumentError } from '../errors.js';
import { createStream } from '../numeric/random-stream.js';
import { PUBLIC, type RandomStream } from '../numeric/random.js';
import { createBox } from './box.js';
import { sampleDirichletInto } from './dirichlet.js';
import type { Instance } from './instance.js';
import type { PublishedName } from './published-functions.js';
import { chooseSearchBox, type BoxChoice } from './search-box.js';

export interface InstanceOptions {
  readonly function: 'quadratic' | 'ackley' | 'levy';
  /** d ≥ 1; Levy needs 2. */
  readonly dimension: number;
  /** N ≥ 1. */
  readonly clients: number;
  /** C ≥ 0; 0 = all clients alike. Published: 0.5, 5, 50. */
  readonly heterogeneity: number;
  readonly seed: number;
  /** Default `published`: [−10, 10]^d. */
  readonly box?: BoxChoice;
}

const NAMES: Readonly<Record<InstanceOptions['function'], PublishedName>> = { quadratic: 'Quadratic', ackley: 'Ackley', levy: 'Levy' };

/**
 * An instance with the published distributions, for any d, N, C and seed: for every coordinate, the N clients' coefficients are
 * mean + C·(p − 1/N) with p ~ Dirichlet(1/N, …, 1/N), drawn once for `c1` and once for `c2`. Their mean over clients is
 * (1, 1) for Quadratic and (0.1, 0) for Ackley and Levy, exactly but for rounding; weights are 1/N. O(N·d).
 *
 * So Quadratic's F = 0.1/d·(Σz² + Σz + 1) whatever C is, with minimum −0.025 + 0.1/d at z = −1/2. Ackley's and Levy's F keep their
 * textbook minimum 0 (at z = 0, and at z = 10 in every coordinate) only for C = 0.
 *
 * Deviation: numbers come from our own named streams, so a seed gives another instance than the published code's same seed.
 */
export function generateInstance(options: InstanceOptions): Instance {
  const { dimension: d, clients: n, heterogeneity, seed } = options;
  const name = NAMES[options.function];
  checkPopulation(options);
  if (name === 'Levy' && d < 2) throw new InvalidArgumentError('dimension', `is ${d}, must be at least 2 for levy`);

  const stream = createStream({ seed, client: PUBLIC, round: 0, purpose: 'instance-coefficients' });
  const spread = { clients: n, dimension: d, stream };
  const c1 = spreadAbout(name === 'Quadratic' ? 1 : 0.1, heterogeneity, spread);
  const c2 = spreadAbout(name === 'Quadratic' ? 1 : 0, heterogeneity, spread);
  const landscape = { box: createBox(-10, 10, d), centre: new Float64Array(d).fill(centre(name, n, heterogeneity)) };
  const { box, start } = chooseSearchBox(landscape, options.box ?? 'published', seed);
  return {
    name,
    dim: d,
    n_funcs: n,
    div: heterogeneity,
    seed,
    c1,
    c2,
    x0: start,
    lb: box.lower,
    ub: box.upper,
    weights: new Float64Array(n).fill(1 / n),
  };
}

/** Throws unless d, N, C and the seed are in range. */
export function checkPopulation(options: {
  readonly dimension: number;
  readonly clients: number;
  readonly heterogeneity: number;
  readonly seed: number;
}): void {
  for (const field of ['dimension', 'clients'] as const) {
    if (!(Number.isSafeInteger(options[field]) && options[field] >= 1))
      throw new InvalidArgumentError(field, `is ${options[field]}, must be a whole number, at least 1`);
  }
  if (!(Number.isFinite(options.heterogeneity) && options.heterogeneity >= 0))
    throw new InvalidArgumentError('heterogeneity', `is ${options.heterogeneity}, must be a finite number, at least 0`);
  if (!(Number.isSafeInteger(options.seed) && options.seed >= 0))
    throw new InvalidArgumentError('seed', `is ${options.seed}, must be a whole number in [0, 2^53)`);
}

/** N × d coefficients mean + C·(p − 1/N), one Dirichlet draw over the clients a coordinate. */
export function spreadAbout(
  mean: number,
  heterogeneity: number,
  population: { clients: number; dimension: number; stream: RandomStream },
): Float64Array[] {
  const { clients, dimension, stream } = population;
  const coefficients = Array.from({ length: clients }, () => new Float64Array(dimension));
  const shares = new Float64Array(clients);
  for (let j = 0; j < dimension; j++) {
    sampleDirichletInto(shares, stream);
    for (let i = 0; i < clients; i++) coefficients[i]![j] = mean + heterogeneity * (shares[i]! - 1 / clients);
  }
  return coefficients;
}

/** The landscape's centre a coordinate. Levy's: the least-squares solution of c1·z = 1 over clients, E[c1]/E[c1²], 10 at C = 0. */
function centre(name: PublishedName, clients: number, heterogeneity: number): number {
  if (name === 'Quadratic') return -0.5;
  if (name === 'Ackley') return 0;
  const variance = ((1 / clients) * (1 - 1 / clients)) / 2;
  return 0.1 / (0.01 + heterogeneity * heterogeneity * variance);
}
