/** A client cannot contribute to this phase (every evaluation failed, the budget is spent): reported, and left out of the weights. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
