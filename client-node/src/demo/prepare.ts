import type { Experiment } from '@fedzoo/shared/experiment';
import type { LabelledData } from '../objectives/labelled-data.js';
import { DIGIT_CLASSIFIER } from './classifier.js';
import { writeClientFiles, type ClientFiles } from './demo-folder.js';
import { readDigits, selectDigits } from './digits.js';
import { fitOnPublic } from './public-fit.js';
import type { ScoredClient } from './scores.js';
import { splitDigits } from './split.js';
import { tunedOnLosses, tunedOnScore, type TunedWeights } from './tuned-weights.js';

export interface Demonstration {
  readonly clients: readonly (ScoredClient & ClientFiles)[];
  /** Digits that neither the fit nor any client saw. */
  readonly heldOut: LabelledData;
  readonly publicDigits: LabelledData;
  /** Weights fitted on the public digits: where the federation begins. */
  readonly start: Float64Array;
  /** Weights of an iterate in [0,1]^d. */
  readonly weightsAt: TunedWeights['weightsAt'];
}

/**
 * Deals out the digits, fits the classifier on the public ones and writes a folder for every client: with macro-F1 as its objective, or, in a
 * private run, with the loss of every digit. A function of the seed; a second more where it is private.
 */
export async function prepareDemonstration(
  directory: string,
  { seed, privacy }: Pick<Experiment, 'seed' | 'privacy'>,
): Promise<Demonstration> {
  const digits = await readDigits();
  const split = splitDigits(digits.labels, seed);
  const publicDigits = selectDigits(digits, split.public);
  const start = fitOnPublic(DIGIT_CLASSIFIER, publicDigits, seed);
  const { objective, weightsAt } = privacy === undefined ? tunedOnScore(start) : await tunedOnLosses(directory, { start, publicDigits });
  const clients = await Promise.all(
    split.clients.map(async ({ name, classes, rows }) => {
      const own = selectDigits(digits, rows);
      return { name, classes, digits: own, ...(await writeClientFiles(directory, { name, digits: own, objective })) };
    }),
  );
  return { clients, heldOut: selectDigits(digits, split.heldOut), publicDigits, start, weightsAt };
}
