import { makeAttack } from './attack.mjs';
import { makeMetric } from './metric.mjs';
import { makeSynthetic } from './synthetic.mjs';

const KINDS = { function: makeSynthetic, attack: makeAttack, metric: makeMetric };

/**
 * F of a problem and a seed: objectives that clients evaluate, and what nobody but an observer knows: the value of F, the optimum where it
 * has a closed form, the standard deviation of the noise, and the value at which a run has done its work.
 */
export async function makeProblem(problem, seed) {
  const made = await KINDS[problem.kind](problem, seed);
  const value = (x) => made.objectives.reduce((sum, objective, i) => sum + made.weights[i] * objective.truth(x), 0);
  const optimum = made.optimum?.value;
  const noiseStdDev = problem.noiseShare === 0 ? 0 : problem.noiseShare * (value(made.start) - optimum);
  return { ...made, value, optimum, noiseStdDev };
}
