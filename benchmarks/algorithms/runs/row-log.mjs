/**
 * The rows of a run that lie within its budget, from x₀, with the round trips up to each. A run ends where its budget is spent, or where
 * F is at or below `goal`.
 */
export function createRowLog(initial, { queries: budget, goal = -Infinity }) {
  const rows = [{ round: 0, queries: 0, value: initial, best: initial, bytesUp: 0, bytesDown: 0, seconds: 0, clients: 0 }];
  const trips = [0];
  return {
    /** False once the run is to end; what was won beyond the budget does not count. */
    add({ round, queries, value, bytesUp, bytesDown, clients, trips: made }) {
      if (queries > budget) return false;
      rows.push({ round, queries, value, best: Math.min(rows.at(-1).best, value), bytesUp, bytesDown, seconds: 0, clients });
      trips.push(made);
      return queries < budget && value > goal;
    },
    run: () => ({ rows, trips }),
  };
}
