import { withNoise } from '@fedzoo/shared/objectives';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';
import { createRowLog } from './row-log.mjs';

/** Thrown once the budget is spent, or the goal reached. */
export class BudgetSpent extends Error {
  name = 'BudgetSpent';
}

/**
 * F for a minimiser that knows nothing of federations, counted as if it ran on one: a batch of points is one trip, every client evaluates
 * every point, gets the iterate and the numbers that describe the batch, and sends one number a point.
 */
export function createCentralOracle({ problem, made, seed }) {
  const { clients, queries: budget, dimension } = problem;
  const objectives = made.objectives.map((objective, client) => withNoise(objective, { noiseStdDev: made.noiseStdDev, seed, client }));
  const log = createRowLog(made.value(made.start), { queries: budget, goal: made.goal });
  const spent = { queries: 0, bytesUp: 0, bytesDown: 0, trips: 0, round: 0 };
  let asked = 0;
  return {
    /**
     * The values of F, as the clients see it. `areSent`: the points do not follow from the iterate and a few numbers. Throws `BudgetSpent`
     * where the batch would go beyond the budget.
     */
    evaluate(points, { areSent = false } = {}) {
      if (spent.queries + points.length * clients > budget) throw new BudgetSpent();
      const first = asked;
      asked += points.length;
      spent.queries += points.length * clients;
      spent.trips += 1;
      // Else a direction and step lengths, or a basis and a radius.
      spent.bytesDown +=
        clients * taskBytes(taskOf(dimension, areSent ? { points: tensor(points.length * dimension) } : { direction: tensor(dimension) }));
      spent.bytesUp += clients * contributionBytes(contributionOf(points.length));
      return points.map((x, k) => objectives.reduce((sum, { evaluate }, i) => sum + made.weights[i] * evaluate(x, first + k).value, 0));
    },
    /** The minimiser is at `x` now. */
    moved(x) {
      spent.round += 1;
      if (!log.add({ ...spent, value: made.value(x), clients })) throw new BudgetSpent();
    },
    run: () => log.run(),
  };
}

const tensor = (length) => ({ dtype: 'f64', shape: [length], values: new Float64Array(length) });
const names = { run: 'run-00000000', round: 1, phase: 0, client: 'client-00001' };

function taskOf(dimension, tensors) {
  return { ...names, clientNumber: 0, iterate: tensor(dimension), tensors, seeds: [], deadlineMs: 0 };
}

function contributionOf(points) {
  const outcomes = { value: points, infeasible: 0, failed: 0, timedOut: 0 };
  return { ...names, tensors: { values: tensor(points) }, queries: points, outcomes };
}
