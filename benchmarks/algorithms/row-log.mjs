/** The rows of a run that lie within its budget, from x₀, with the round trips up to each. */
export function createRowLog(initial, budget) {
  const rows = [{ round: 0, queries: 0, value: initial, best: initial, bytesUp: 0, bytesDown: 0, seconds: 0, clients: 0 }];
  const trips = [0];
  return {
    /** False once the budget is spent; what was won beyond it does not count. */
    add({ round, queries, value, bytesUp, bytesDown, clients, trips: made }) {
      if (queries > budget) return false;
      rows.push({ round, queries, value, best: Math.min(rows.at(-1).best, value), bytesUp, bytesDown, seconds: 0, clients });
      trips.push(made);
      return queries < budget;
    },
    run: () => ({ rows, trips }),
  };
}
