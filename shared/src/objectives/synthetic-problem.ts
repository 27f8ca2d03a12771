import { createStream } from '../numeric/random-stream.js';
import { PUBLIC } from '../numeric/random.js';
import { expandCoordinates, toUnitBox, type Coordinates } from './box.js';
import { instanceObjectives, type FederatedProblem } from './instance.js';
import { checkPopulation, generateInstance, spreadAbout, type InstanceOptions } from './instance-generation.js';
import { fromFunction } from './natural-units.js';
import { chooseSearchBox } from './search-box.js';
import { TEST_FUNCTION_NAMES, createTestFunction, type TestFunctionName } from './test-functions.js';

export const SYNTHETIC_FUNCTIONS = ['quadratic', 'ackley', 'levy', ...TEST_FUNCTION_NAMES] as const;
export type SyntheticFunction = (typeof SYNTHETIC_FUNCTIONS)[number];

export interface SyntheticOptions extends Omit<InstanceOptions, 'function'> {
  readonly function: SyntheticFunction;
  /** Of the ellipsoid, ≥ 1; default 1e6. */
  readonly condition?: number;
  /** Start point in natural units, inside the box; default: uniform from the seed. */
  readonly start?: Coordinates;
}

export interface SyntheticProblem extends FederatedProblem {
  /** The minimum of F over the box and where it is in [0,1]^d; null where it has no closed form or lies outside the box. */
  readonly optimum: { readonly x: Float64Array; readonly value: number } | null;
}

/**
 * A named function federated over N clients of equal weight.
 *
 * Quadratic, Ackley and Levy spread their coefficients as published (`generateInstance`). The others are tilted: client i has
 * fᵢ(z) = f(z) + C·Σⱼ sⱼ(pᵢⱼ − 1/N)(zⱼ − z*ⱼ) with p as there, so tilts cancel in the mean: F = f, with minimum 0 at z*, for every
 * heterogeneity C. (For the sphere and the ellipsoid a tilt is a shift of the client's minimiser by −C(p − 1/N)/2 along each axis.)
 */
export function createSyntheticProblem(options: SyntheticOptions): SyntheticProblem {
  const problem = isTestFunction(options.function) ? tilted(options, options.function) : published(options, options.function);
  if (options.start === undefined) return problem;
  return { ...problem, start: toUnitBox(problem, expandCoordinates(options.start, problem.dimension, 'start'), 'start') };
}

function published(options: SyntheticOptions, name: InstanceOptions['function']): SyntheticProblem {
  const problem = instanceObjectives(generateInstance({ ...options, function: name }));
  const d = problem.dimension;
  if (name === 'quadratic') return { ...problem, optimum: optimumAt(problem, new Float64Array(d).fill(-0.5), -0.025 + 0.1 / d) };
  const known = options.heterogeneity === 0;
  return { ...problem, optimum: known ? optimumAt(problem, new Float64Array(d).fill(name === 'levy' ? 10 : 0), 0) : null };
}

function tilted(options: SyntheticOptions, name: TestFunctionName): SyntheticProblem {
  checkPopulation(options);
  const { dimension, clients, heterogeneity, seed } = options;
  const f = createTestFunction(name, options);
  const stream = createStream({ seed, client: PUBLIC, round: 0, purpose: 'instance-coefficients' });
  const tilts = spreadAbout(0, heterogeneity, { clients, dimension, stream });
  const { box, start } = chooseSearchBox({ box: f.box, centre: f.minimiser }, options.box ?? 'published', seed);
  const problem = {
    dimension,
    objectives: tilts.map((tilt) => fromFunction(box, (z) => f.value(z) + f.tilt(z, tilt))),
    start,
    weights: new Float64Array(clients).fill(1 / clients),
    ...box,
  };
  return { ...problem, optimum: optimumAt(problem, f.minimiser, 0) };
}

function optimumAt(problem: FederatedProblem, z: Float64Array, value: number): SyntheticProblem['optimum'] {
  const inside = z.every((v, j) => v >= problem.lower[j]! && v <= problem.upper[j]!);
  return inside ? { x: toUnitBox(problem, z, 'optimum'), value } : null;
}

function isTestFunction(name: SyntheticFunction): name is TestFunctionName {
  return (TEST_FUNCTION_NAMES as readonly string[]).includes(name);
}
