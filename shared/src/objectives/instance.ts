import { InvalidArgumentError } from '../errors.js';
import { createBox } from './box.js';
import { fromFunction } from './natural-units.js';
import type { SynchronousObjective } from './objective.js';
import { PUBLISHED_FUNCTIONS, type PublishedName } from './published-functions.js';

/**
 * A published problem: one function for N clients that differ in their coefficients. Field names are those of the published files;
 * coefficient arrays are N × d, one row a client.
 */
export interface Instance {
  readonly name: PublishedName;
  /** d. */
  readonly dim: number;
  /** N. */
  readonly n_funcs: number;
  /** Heterogeneity C ≥ 0: how far the clients' coefficients spread about their mean. */
  readonly div: number;
  readonly seed: number;
  readonly c1: readonly Float64Array[];
  readonly c2: readonly Float64Array[];
  /** Start point in [0,1]^d. */
  readonly x0: Float64Array;
  /** The box in natural units. */
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  /** Weights of the clients in F, positive, of sum 1; the published files say 1/N. */
  readonly weights: Float64Array;
}

/** What a federation needs of a problem: one objective a client, where to start, and how the clients weigh in F. */
export interface FederatedProblem {
  readonly dimension: number;
  readonly objectives: readonly SynchronousObjective[];
  /** In [0,1]^d. */
  readonly start: Float64Array;
  readonly weights: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Reads an instance from parsed JSON. Fields beyond those of `Instance` (the published files carry test points and notes) are left
 * alone. Throws `InvalidArgumentError` naming the first field that is wrong, its value, and what it must be.
 */
export function parseInstance(json: unknown): Instance {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InvalidArgumentError('instance', `is ${show(json)}, must be an object`);
  const fields = json as Readonly<Record<string, unknown>>;
  const name = fields['name'];
  if (typeof name !== 'string' || !Object.hasOwn(PUBLISHED_FUNCTIONS, name)) {
    throw new InvalidArgumentError('name', `is ${show(name)}, must be one of ${Object.keys(PUBLISHED_FUNCTIONS).join(', ')}`);
  }
  const dim = integer(fields, 'dim', name === 'Levy' ? 2 : 1);
  const clients = integer(fields, 'n_funcs', 1);
  const weights = numbers(fields['weights'], 'weights', clients, (v) => v > 0, 'above 0');
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (Math.abs(total - 1) > 1e-9) throw new InvalidArgumentError('weights', `sum to ${total}, must sum to 1`);
  const box = createBox(numbers(fields['lb'], 'lb', dim), numbers(fields['ub'], 'ub', dim), dim);
  return {
    name: name as PublishedName,
    dim,
    n_funcs: clients,
    div: number(fields['div'], 'div', (v) => v >= 0, 'a number, at least 0'),
    seed: integer(fields, 'seed', 0),
    c1: rows(fields['c1'], 'c1', clients, dim),
    c2: rows(fields['c2'], 'c2', clients, dim),
    x0: numbers(fields['x0'], 'x0', dim, (v) => v >= 0 && v <= 1, 'in [0, 1]'),
    lb: box.lower,
    ub: box.upper,
    weights,
  };
}

/** The clients' objectives fᵢ of an instance on the unit box; x outside it is clipped, as published. F = Σ weightsᵢ·fᵢ. */
export function instanceObjectives(instance: Instance): FederatedProblem {
  const value = PUBLISHED_FUNCTIONS[instance.name];
  const box = { lower: instance.lb, upper: instance.ub };
  const objectives = instance.c1.map((a, i) => fromFunction(box, (z) => value(z, a, instance.c2[i]!)));
  return { dimension: instance.dim, objectives, start: instance.x0, weights: instance.weights, ...box };
}

function rows(value: unknown, field: string, count: number, length: number): Float64Array[] {
  if (!Array.isArray(value) || value.length !== count) {
    throw new InvalidArgumentError(field, `is ${show(value)}, must be a list of n_funcs = ${count} rows, one a client`);
  }
  return value.map((row, i) => numbers(row, `${field}[${i}]`, length));
}

function numbers(value: unknown, field: string, length: number, holds: (v: number) => boolean = () => true, range = ''): Float64Array {
  if (!Array.isArray(value) || value.length !== length)
    throw new InvalidArgumentError(field, `is ${show(value)}, must be a list of ${length} numbers`);
  return Float64Array.from(value, (v: unknown, j) => number(v, `${field}[${j}]`, holds, `a finite number ${range}`.trim()));
}

function integer(fields: Readonly<Record<string, unknown>>, field: string, least: number): number {
  return number(fields[field], field, (v) => Number.isSafeInteger(v) && v >= least, `a whole number, at least ${least}`);
}

function number(value: unknown, field: string, holds: (v: number) => boolean, expected: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || !holds(value))
    throw new InvalidArgumentError(field, `is ${show(value)}, must be ${expected}`);
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : (JSON.stringify(value) ?? typeof value);
}
