import type { ObjectiveFacts } from '../../ipc/session.js';
import { numbers } from './figures.js';

/** One thing that leaves the machine. */
export interface Disclosed {
  readonly what: string;
  readonly how: string;
}

/** Coefficients an exchanged surrogate has where the run does not say otherwise. */
const USUAL_FEATURES = 10_000;

/** What the coordinator learns when this machine joins. */
export function disclosedOnJoining({ kind, dimension, weight }: ObjectiveFacts): readonly Disclosed[] {
  return [
    { what: 'A name', how: 'made up from this computer’s name, so that the coordinator can tell its clients apart' },
    { what: 'The kind of objective', how: `“${kind}”, and the version of this program` },
    {
      what: 'How large the problem is',
      how: `${dimension === null ? 'the number of dimensions' : `${numbers(dimension)} to be chosen`}, and a weight of ${weight}`,
    },
    { what: 'The starting point', how: `from the objective file, ${numbers(dimension)}` },
  ];
}

/** What the coordinator learns while a run goes on that is not private. */
export function disclosedEachRound({ dimension }: ObjectiveFacts): readonly Disclosed[] {
  return [
    {
      what: 'Values at shared points',
      how: 'with auto and the methods it chooses from, and with cma-es, cbo, bayesian-optimisation and fzoos-shared-design: how much the value changes at each point, or along each direction, that the coordinator asks for; some ten to a few hundred numbers',
    },
    {
      what: 'How far a local search went',
      how: `with fedzo and the methods like it, and with fzoos, fzoos-adaptive and fzoos-shared-design: ${numbers(dimension)} at most, from which it follows where the search ended; some send a correction of the same size with it, fzoos-adaptive how steep the value is along the way, three numbers a step`,
    },
    {
      what: 'A surrogate',
      how: `with fzoos and fzoos-adaptive: at most ${numbers(USUAL_FEATURES)} unless the run says otherwise, which describe how the value changes around the points evaluated here`,
    },
    { what: 'The value at the shared point', how: '1 number for each part of a round' },
    { what: 'Counts', how: 'how many evaluations were made and how many failed, and why, where a round got no answer' },
    { what: 'A sign of life', how: 'every few seconds, that this machine is there' },
  ];
}

/** What the coordinator learns while a private run goes on, in place of all that. */
export function disclosedInPrivateRuns(): readonly Disclosed[] {
  return [
    {
      what: 'One clipped sum a round',
      how: 'over your records, or for this machine as a whole, none of which counts for more than the run says; no value, no reason of a failure',
    },
    {
      what: 'Noise on it',
      how: 'added by the coordinator, which the run then trusts with the sum, or here, before it is sent. Which of the two, and how much a release may tell, is shown when the run begins, and every release is charged to a ledger on this disk first',
    },
    { what: 'Counts', how: 'how many evaluations the method asked for, whatever came of them' },
    { what: 'A sign of life', how: 'every few seconds, that this machine is there' },
  ];
}

/** What is never sent. */
export function keptHere({ uses, fileName }: ObjectiveFacts): readonly string[] {
  const files = uses.length > 0 ? uses.join(', ') : fileName;
  return [
    `Your files: ${files}, and what is in them`,
    'Points that this machine chose by itself, and their single values; they stay in a journal on this disk',
    'The objective file, its folder and every other path of this machine',
    'Predictions, labels and anything else the objective computes on its way to a value',
  ];
}
