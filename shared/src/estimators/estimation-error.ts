import { FedZooError } from '../errors.js';

/**
 * No evaluation of an estimate had a value, so there is no gradient. A fact about the objective here and now, not a defect: whoever
 * drives the step reports that this client has nothing to contribute. The evaluations were spent.
 */
export class EstimationError extends FedZooError {
  override readonly name = 'EstimationError';
  /** Evaluations that were made for the estimate. */
  readonly queries: number;

  constructor(message: string, queries: number) {
    super('estimation-failed', message);
    this.queries = queries;
  }
}
