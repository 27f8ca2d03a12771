/**
 * Who looks at F in a simulation, from outside: no algorithm can reach it, and its evaluations are counted apart. Undefined where a look
 * would cost money: then the curve is what the clients evaluated anyway.
 */
export interface Observer {
  /** F(x_round) = Σ wᵢ fᵢ(x) / Σ wᵢ, without noise where the objectives know it; undefined if an evaluation gave no value. */
  observe(iterate: Float64Array, round: number): Promise<number | undefined>;
  /** Evaluations of clients' objectives that one look makes. */
  readonly queriesALook: number;
}

/** One term of F. */
export interface ObservedObjective {
  readonly weight: number;
  evaluate(iterate: Float64Array, round: number): Promise<number | undefined> | number | undefined;
}

/** The weighted mean over all clients, in their order. */
export function createObserver(objectives: readonly ObservedObjective[]): Observer {
  const totalWeight = objectives.reduce((sum, { weight }) => sum + weight, 0);
  return {
    queriesALook: objectives.length,
    async observe(iterate, round) {
      let sum = 0;
      for (const objective of objectives) {
        const answer = objective.evaluate(iterate, round);
        const value = answer instanceof Promise ? await answer : answer;
        if (value === undefined) return undefined;
        sum += objective.weight * value;
      }
      return sum / totalWeight;
    },
  };
}
