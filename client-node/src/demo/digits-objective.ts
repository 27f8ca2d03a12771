import type { EvaluationContext } from '../objectives/module-objective.js';
import { readLabelledData, type LabelledData } from '../objectives/labelled-data.js';
import { macroF1 } from '../objectives/metrics.js';
import { UserError } from '../user-error.js';
import { classScores, DIGIT_CLASSIFIER } from './classifier.js';

const opened = new Map<string, Promise<LabelledData>>();

/**
 * fᵢ of the demonstration: 1 − macro-F1 of the classifier with the weights x on the client's own digits, whose file `options.data` names.
 * Runs in the client's process; nothing but the value leaves it.
 */
export async function evaluate(x: readonly number[], { options }: Pick<EvaluationContext, 'options'>): Promise<number> {
  const path = options['data'];
  if (typeof path !== 'string') throw new UserError('options.data', 'is missing; name the JSON file of the digits');
  const data = opened.get(path) ?? readLabelledData(path);
  opened.set(path, data);
  return 1 - scoreDigits(x, await data);
}

/** Macro-F1 of the classifier with these weights, over the classes that occur in `data`. */
export function scoreDigits(weights: ArrayLike<number>, { inputs, labels }: LabelledData): number {
  return macroF1({ scores: classScores(DIGIT_CLASSIFIER, weights, inputs), labels, columns: DIGIT_CLASSIFIER.classes });
}
