import type { LabelledData } from '../objectives/labelled-data.js';
import { selectDigits } from './digits.js';
import { scoreDigits } from './digits-objective.js';

/** Macro-F1 before and after, in [0, 1]. */
export interface Change {
  readonly before: number;
  readonly after: number;
}

interface ClientScore {
  readonly name: string;
  readonly classes: readonly number[];
  /** Digits the client holds. */
  readonly digits: number;
  /** On the digits the client holds: what it was tuned on. */
  readonly own: Change;
  /** On the held-out digits of the client's classes. */
  readonly heldOut: Change;
}

export interface DemoScores {
  /** On all held-out digits, over all ten classes. */
  readonly heldOut: Change;
  readonly clients: readonly ClientScore[];
}

export interface ScoredClient {
  readonly name: string;
  readonly classes: readonly number[];
  readonly digits: LabelledData;
}

/** What the tuning came to. In a deployment a client would know its own row; only a demonstration holds all data at once. */
export function scoreChange(
  weights: { readonly before: Float64Array; readonly after: Float64Array },
  heldOut: LabelledData,
  clients: readonly ScoredClient[],
): DemoScores {
  const change = (data: LabelledData): Change => ({ before: scoreDigits(weights.before, data), after: scoreDigits(weights.after, data) });
  return {
    heldOut: change(heldOut),
    clients: clients.map(({ name, classes, digits }) => ({
      name,
      classes,
      digits: digits.labels.length,
      own: change(digits),
      heldOut: change(ofClasses(heldOut, classes)),
    })),
  };
}

function ofClasses(data: LabelledData, classes: readonly number[]): LabelledData {
  return selectDigits(
    data,
    [...data.labels.keys()].filter((row) => classes.includes(data.labels[row]!)),
  );
}
