import { checkDimension, toNaturalUnits, type Box } from './box.js';
import type { Objective, Outcome, SynchronousObjective } from './objective.js';
import { valueOutcome } from './outcome.js';

/**
 * The objective x ↦ `evaluate(lower + clip(x)·(upper − lower), query)`: adapts a function of natural units to the unit box. x outside
 * [0,1]^d is projected. `evaluate` gets a fresh array each time, so it may keep it.
 */
export function inNaturalUnits(box: Box, evaluate: (z: Float64Array, query: number) => Outcome): SynchronousObjective;
export function inNaturalUnits(box: Box, evaluate: (z: Float64Array, query: number) => Outcome | Promise<Outcome>): Objective;
export function inNaturalUnits(box: Box, evaluate: (z: Float64Array, query: number) => Outcome | Promise<Outcome>): Objective {
  const dimension = box.lower.length;
  return {
    dimension,
    evaluate(x, query) {
      checkDimension(x, dimension);
      return evaluate(toNaturalUnits(box, x), query);
    },
  };
}

/** The same for a noise-free number: the value is also the truth. */
export function fromFunction(box: Box, value: (z: Float64Array) => number): Required<SynchronousObjective> {
  const dimension = box.lower.length;
  const truth = (x: Float64Array): number => {
    checkDimension(x, dimension);
    return value(toNaturalUnits(box, x));
  };
  return { dimension, truth, evaluate: (x) => valueOutcome(truth(x)) };
}
