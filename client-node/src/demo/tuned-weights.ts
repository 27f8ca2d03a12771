import { fileURLToPath } from 'node:url';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distUrl } from '../dist-url.js';
import type { LabelledData } from '../objectives/labelled-data.js';
import { DIGIT_CLASSIFIER } from './classifier.js';
import { weightCoordinates, weightsOf } from './weight-coordinates.js';

/** What is tuned: the weights that an iterate stands for, and the objective that clients are given. */
export interface TunedWeights {
  /** Weights of an iterate in [0,1]^d, as the clients' objective adapter has them, to the bit. */
  readonly weightsAt: (iterate: ArrayLike<number>) => Float64Array;
  /** The keys of the objective file beside the client's own data. */
  readonly objective: ObjectiveKeys;
}

export interface ObjectiveKeys {
  /** What it computes, for people. */
  readonly about: string;
  readonly file: string;
  readonly options: Readonly<Record<string, string>>;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly start: readonly number[];
}

/** Half the edge of the search box around every fitted weight. */
const WEIGHT_RANGE = 2;

/** 1 − macro-F1 as a function of the weights themselves, begun at the public w₀ and searched in w₀ ± 2. */
export function tunedOnScore(start: Float64Array): TunedWeights {
  return inBox({
    about: '1 − macro-F1 of the classifier on the digits of this client',
    file: fileURLToPath(distUrl('demo/digits-objective.js')),
    options: {},
    lower: Array.from(start, (weight) => weight - WEIGHT_RANGE),
    upper: Array.from(start, (weight) => weight + WEIGHT_RANGE),
    start: [...start],
  });
}

/** Half the edge of the search box in every coordinate of w(z). */
const COORDINATE_RANGE = 10;

/** The loss of every digit as a function of coordinates z of the weights, begun at w₀. Writes the coordinates, which are public, to the folder. */
export async function tunedOnLosses(
  directory: string,
  { start, publicDigits }: { readonly start: Float64Array; readonly publicDigits: LabelledData },
): Promise<TunedWeights> {
  const coordinates = weightCoordinates(DIGIT_CLASSIFIER, start, publicDigits);
  const path = join(directory, 'coordinates.json');
  await writeFile(path, JSON.stringify({ start: [...start], factor: [...coordinates.factor] }));
  const tuned = inBox({
    about: 'the cross-entropy of every digit of this client by itself, as a function of public coordinates of the weights',
    file: fileURLToPath(distUrl('demo/private-objective.js')),
    options: { coordinates: path },
    lower: Array.from(start, () => -COORDINATE_RANGE),
    upper: Array.from(start, () => COORDINATE_RANGE),
    start: Array.from(start, () => 0),
  });
  return { ...tuned, weightsAt: (iterate) => weightsOf(coordinates, tuned.weightsAt(iterate)) };
}

function inBox(objective: ObjectiveKeys): TunedWeights {
  const { lower, upper } = objective;
  return {
    objective,
    weightsAt: (iterate) => Float64Array.from(lower, (least, j) => least + iterate[j]! * (upper[j]! - least)),
  };
}
