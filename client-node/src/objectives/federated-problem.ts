import { InvalidArgumentError } from '@fedzoo/shared/errors';
import type { ComputedSpec, InstanceSpec, LogisticSpec, SyntheticSpec } from '@fedzoo/shared/experiment';
import {
  createBox,
  createLogisticProblem,
  createSyntheticProblem,
  expandCoordinates,
  instanceObjectives,
  parseInstance,
  toUnitBox,
  withFailures,
  withNoise,
} from '@fedzoo/shared/objectives';
import type { BoxChoice, FederatedProblem, Instance, SyntheticFunction } from '@fedzoo/shared/objectives';
import { UserError } from '../user-error.js';
import { readJsonFile } from './data-file.js';

export interface ProblemOptions {
  /** How many clients the function is made for, where the objective does not say so. */
  readonly clients: number;
  /**
   * Seed of noise and failures, and of the coefficients where the objective has none of its own: so an experiment with another seed meets
   * other noise on the same problem. Default: the objective's, else 0.
   */
  readonly seed?: number;
}

/**
 * The N objectives of an instance file, of a synthetic function or of a logistic regression, with the noise and the failures that the objective asks for.
 * Client i of an experiment and client i of a host get the same function, to the last bit. Paths in the spec are absolute. Throws `UserError`.
 */
export async function loadProblem(spec: ComputedSpec, options: ProblemOptions): Promise<FederatedProblem> {
  const own = spec.kind === 'instance' ? undefined : spec.seed;
  const seed = options.seed ?? own ?? 0;
  if (spec.kind === 'logistic') return blame('objective', () => logistic(spec, spec.clients ?? options.clients, own ?? seed));
  const problem =
    spec.kind === 'instance'
      ? await readInstance(spec)
      : blame('objective', () => synthetic(spec, spec.clients ?? options.clients, own ?? seed));
  const objectives = problem.objectives.map((objective, client) =>
    withFailures(withNoise(objective, { noiseStdDev: spec.noise, seed, client }), { rate: spec.failureRate, seed, client }),
  );
  return { ...problem, objectives };
}

async function readInstance(spec: InstanceSpec): Promise<FederatedProblem> {
  const json = await readJsonFile(spec.file, 'file');
  const instance = blame(`file: ${spec.file}`, () => parseInstance(json));
  if (spec.dimension !== undefined && spec.dimension !== instance.dim) {
    throw new UserError(
      'dimension',
      `is ${spec.dimension}, the instance in ${spec.file} has ${instance.dim}; leave dimension out or correct it`,
    );
  }
  return blame('objective', () => instanceObjectives(withSpace(instance, spec)));
}

/** The instance in the box and from the start that the objective says. The published start, in [0,1]^d, is kept where it says none. */
function withSpace(instance: Instance, { lower, upper, start }: InstanceSpec): Instance {
  const box = createBox(lower ?? instance.lb, upper ?? instance.ub, instance.dim);
  const x0 = start === undefined ? instance.x0 : toUnitBox(box, expandCoordinates(start, instance.dim, 'start'), 'start');
  return { ...instance, lb: box.lower, ub: box.upper, x0 };
}

function synthetic(spec: SyntheticSpec, clients: number, seed: number): FederatedProblem {
  const { dimension, heterogeneity, condition, start } = spec;
  const box = boxChoice(spec);
  const name: SyntheticFunction = spec.function;
  return createSyntheticProblem({
    function: name,
    dimension,
    clients,
    heterogeneity,
    seed,
    ...(box === undefined ? {} : { box }),
    ...(condition === undefined ? {} : { condition }),
    ...(start === undefined ? {} : { start }),
  });
}

function logistic(spec: LogisticSpec, clients: number, seed: number): FederatedProblem {
  return createLogisticProblem({ ...spec, clients, seed });
}

function boxChoice({ box, lower, upper }: SyntheticSpec): BoxChoice | undefined {
  if (lower === undefined && upper === undefined) return box;
  if (lower === undefined || upper === undefined) {
    throw new InvalidArgumentError(
      lower === undefined ? 'lower' : 'upper',
      'is missing; give both bounds, or neither for the published box',
    );
  }
  return { lower, upper };
}

/** Runs what checks a user's values; the mistake it finds is the user's, in the file or field that is named. */
export function blame<Result>(where: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UserError(where, error.message, { cause: error });
    throw error;
  }
}
