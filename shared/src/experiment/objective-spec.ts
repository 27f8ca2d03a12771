import type { SearchBoxName, SyntheticFunctionName } from './objective-names.js';

/** One number for all coordinates, or one a coordinate, in natural units. */
export type SpecCoordinates = number | readonly number[];

/** What every objective may say beside its kind. */
interface ObjectiveTerms {
  /** The most evaluations the client may spend; none = no limit. */
  readonly budget?: number;
  /** Weight of the client in F, > 0; 1 if not said. */
  readonly weight?: number;
}

/** The search space, for objectives that do not fix it themselves; all in natural units. */
export interface SearchSpace {
  readonly dimension: number;
  readonly lower: SpecCoordinates;
  readonly upper: SpecCoordinates;
  readonly start: SpecCoordinates;
}

/** A published instance, read from its JSON file; box and start are the file's unless said here. */
export interface InstanceSpec extends ObjectiveTerms, Partial<SearchSpace> {
  readonly kind: 'instance';
  readonly file: string;
  /** Standard deviation of the noise on every value; default 0. */
  readonly noise: number;
  /** Share of evaluations that fail, in [0, 1]; default 0. */
  readonly failureRate: number;
  /** Number of the (first) client of the instance this is, from 0. */
  readonly client?: number;
}

/** A synthetic function made from a seed. */
export interface SyntheticSpec extends ObjectiveTerms, Partial<SearchSpace> {
  readonly kind: 'synthetic';
  readonly function: SyntheticFunctionName;
  readonly dimension: number;
  /** Default 0: all clients alike. */
  readonly heterogeneity: number;
  readonly noise: number;
  readonly failureRate: number;
  /** Default `published`; excludes `lower` and `upper`. */
  readonly box?: SearchBoxName;
  /** Of the ellipsoid only. */
  readonly condition?: number;
  /** Seed of the coefficients; default: the experiment's, 0 in an objective file. */
  readonly seed?: number;
  /** How many clients the function is federated over, where the experiment does not say. */
  readonly clients?: number;
  readonly client?: number;
}

/** Logistic regression with a bounded regulariser that is not convex, on records made from a seed. It tells the losses of its records. */
export interface LogisticSpec extends ObjectiveTerms, SearchSpace {
  readonly kind: 'logistic';
  /** n, over all clients. */
  readonly records: number;
  /** α; default 0.001. */
  readonly regulariser: number;
  /** Share of labels turned over; default 0.1. */
  readonly labelNoise: number;
  /** Largest over smallest variance of a feature; default 10. */
  readonly condition: number;
  /** Default 0: all clients alike. */
  readonly heterogeneity: number;
  /** Whether gradients of records are told, for methods that use them; default false. */
  readonly gradients: boolean;
  /** Seed of the records; default: the experiment's, 0 in an objective file. */
  readonly seed?: number;
  /** How many clients the records are spread over, where the experiment does not say. */
  readonly clients?: number;
  readonly client?: number;
}

/** A JS or TS file that exports the objective. */
export interface ModuleSpec extends ObjectiveTerms, SearchSpace {
  readonly kind: 'module';
  readonly file: string;
  /** Name of the export; `default` if not said. */
  readonly export: string;
  /** Handed to the module as it is. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds: number;
}

/** A process in any language that answers a line with a line. */
export interface ProcessSpec extends ObjectiveTerms, SearchSpace {
  readonly kind: 'process';
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Working folder; default: that of the file this stands in. */
  readonly directory?: string;
  readonly timeoutSeconds: number;
}

export const METRICS = ['macro-f1', 'accuracy', 'cross-entropy', 'brier'] as const;

/** A TensorFlow.js layers model whose flat weights are x (or a change to them) and whose score is a metric on local data. */
export interface TensorflowSpec extends ObjectiveTerms, SearchSpace {
  readonly kind: 'tensorflow';
  /** Path of the model's JSON. */
  readonly model: string;
  /** Path of a JSON file `{ inputs: number[][], labels: number[] }`. */
  readonly data: string;
  /** What is minimised: 1 − macro-F1, or the mean over rows of misses, cross-entropy or Brier score. Default macro-f1. */
  readonly metric: (typeof METRICS)[number];
  /** true: x in natural units is added to the weights in the model's file. Default false: x is the weights. */
  readonly relative: boolean;
  readonly timeoutSeconds: number;
}

/** Objectives that are computed here, at no cost. */
export type ComputedSpec = InstanceSpec | SyntheticSpec | LogisticSpec;

export type ObjectiveSpec = ComputedSpec | ModuleSpec | ProcessSpec | TensorflowSpec;

/** Stands in an experiment for an objective file of that kind. */
export interface ObjectiveReference extends ObjectiveTerms {
  readonly kind: 'module' | 'process' | 'tensorflow';
  /** Path of the objective file (YAML). */
  readonly file: string;
}

/** What may stand in an experiment's `objective`, and in its list of one a client. */
export type ObjectiveEntry = ObjectiveSpec | ObjectiveReference;

/** Whether an entry is told in a file of its own. */
export function isObjectiveReference(entry: ObjectiveEntry): entry is ObjectiveReference {
  return !('dimension' in entry) && entry.kind !== 'instance';
}
