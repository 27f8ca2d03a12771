import { readFile } from 'node:fs/promises';
import type { EvaluationContext, ModuleRecords } from '../objectives/module-objective.js';
import { readLabelledData, type LabelledData } from '../objectives/labelled-data.js';
import { recordLosses } from '../objectives/record-losses.js';
import { UserError } from '../user-error.js';
import { classScores, DIGIT_CLASSIFIER } from './classifier.js';
import { toProbabilities, weightsOf, type WeightCoordinates } from './weight-coordinates.js';

interface Opened {
  readonly data: LabelledData;
  readonly coordinates: WeightCoordinates;
}

const opened = new Map<string, Promise<Opened>>();

/**
 * fᵢ of the private demonstration: the cross-entropy of every digit of the client by itself, at most −ln 1e-15, of the classifier with the
 * weights w(x). `options.data` names the client's own digits, `options.coordinates` the public file of w. Runs in the client's process.
 */
export async function evaluate(x: readonly number[], { options }: Pick<EvaluationContext, 'options'>): Promise<ModuleRecords> {
  const { data, coordinates } = await open(options);
  return { records: digitLosses(weightsOf(coordinates, x), data) };
}

/** The loss of every digit. */
export function digitLosses(weights: Float64Array, { inputs, labels }: LabelledData): Float64Array {
  const columns = DIGIT_CLASSIFIER.classes;
  const scores = toProbabilities(classScores(DIGIT_CLASSIFIER, weights, inputs), columns);
  return recordLosses('cross-entropy', { scores, labels, columns });
}

function open({ data, coordinates }: EvaluationContext['options']): Promise<Opened> {
  if (typeof data !== 'string') throw new UserError('options.data', 'is missing; name the JSON file of the digits');
  if (typeof coordinates !== 'string') throw new UserError('options.coordinates', 'is missing; name the JSON file of the coordinates');
  const known = opened.get(data) ?? read(data, coordinates);
  opened.set(data, known);
  return known;
}

async function read(data: string, coordinates: string): Promise<Opened> {
  const { start, factor } = JSON.parse(await readFile(coordinates, 'utf8')) as { start: number[]; factor: number[] };
  return { data: await readLabelledData(data), coordinates: { start: Float64Array.from(start), factor: Float64Array.from(factor) } };
}
