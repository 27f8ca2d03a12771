import { costToReach, quartiles } from '@fedzoo/shared/telemetry';

/** The value at which an attack has succeeded. */
const GOAL = 0;
/** Shares of the targets. */
const SUCCESS_RATES = [0.5, 0.9];

/** How many targets each method got to the goal with, and what it cost to have that many: a row a method. `runs` are as they were made. */
export function successOf(runs, methods, { clients, queries }) {
  return methodsWithRuns(runs, methods).map(({ method, own }) => {
    const costs = (cost) => own.map((run) => costToReach(run, GOAL, cost) ?? Infinity).sort((a, b) => a - b);
    const at = (rate, cost) => finite(costs(cost)[Math.ceil(rate * own.length) - 1]);
    return {
      method,
      runs: own.length,
      succeeded: costs('queries').filter(Number.isFinite).length,
      first: quartiles(own.map(({ rows }) => rows[0].value)),
      last: quartiles(own.map(({ rows }) => rows.at(-1).best)),
      rates: SUCCESS_RATES.map((rate) => ({ rate, queries: at(rate, 'queries'), trips: at(rate, 'trips'), bytes: at(rate, 'bytes') })),
      bytesUpAClientAndTrip: bytesUp(own, clients),
      shares: budgetsOf(queries).map((budget) => costs('queries').filter((spent) => spent <= budget).length / own.length),
    };
  });
}

/** What is left of a score that is to fall, by method; levels are shares of the best fall that any method had with the seed. */
export function scoresOf(runs, relative, { methods, clients }) {
  return methodsWithRuns(runs, methods).map(({ method, own }) => {
    const shares = relative.filter(({ experiment }) => experiment === method);
    return {
      method,
      runs: own.length,
      first: quartiles(own.map(({ rows }) => rows[0].value)),
      last: quartiles(own.map(({ rows }) => rows.at(-1).best)),
      half: quartiles(shares.map((run) => costToReach(run, 0.5) ?? Infinity)),
      halfReached: shares.filter((run) => costToReach(run, 0.5) !== null).length,
      bytesUpAClientAndTrip: bytesUp(own, clients),
    };
  });
}

/** Where the success rate is looked at, up to the budget. */
export function budgetsOf(queries) {
  return Array.from({ length: POINTS + 1 }, (_, k) => (queries * k) / POINTS);
}

const POINTS = 300;

/** Runs whose first round was beyond the budget have sent nothing that counts. */
export function bytesUp(runs, clients) {
  return quartiles(runs.flatMap(({ rows, trips }) => (rows.length > 1 ? rows.at(-1).bytesUp / clients / trips.at(-1) : [])));
}

export function methodsWithRuns(runs, methods) {
  return methods
    .map((method) => ({ method, own: runs.filter(({ experiment }) => experiment === method) }))
    .filter(({ own }) => own.length > 0);
}

function finite(cost) {
  return cost === undefined || cost === Infinity ? null : cost;
}
