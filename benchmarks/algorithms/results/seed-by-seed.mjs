import { costToReach } from '@fedzoo/shared/telemetry';

/** How much worse counts as worse: a tenth. */
const TOLERANCE = 1.1;
/** Shares of the initial gap below that are rounding. */
const ROUNDING = 1e-9;

/**
 * `one` against `other`, problem by problem with each seed, by group: with how many it is no worse than by a tenth, and where it is worst.
 * Measured by what is left of the initial gap when the budget is spent; for attacks by the queries to the goal. `saving` is the median of
 * the queries that `one` needed to the last value of `other`, as a share of those that `other` had spent when it got there.
 */
export function seedBySeed(problems, { relative, made }, { one, other }) {
  const kinds = new Map(problems.map(({ name, kind, group }) => [name, { kind, group }]));
  const pairs = pairsOf(relative, { one, other }).map((pair) => ({ ...pair, ...kinds.get(pair.name) }));
  const raw = new Map(pairsOf(made, { one, other }).map((pair) => [pair.problem, pair]));
  const compared = pairs.map((pair) => ({
    ...pair,
    ratio: pair.kind === 'attack' ? costRatio(raw.get(pair.problem)) : gapRatio(pair),
    // An attack ends at its goal, which is the last value then.
    share: pair.kind === 'attack' ? costRatio(raw.get(pair.problem)) : shareOfQueries(raw.get(pair.problem)),
  }));
  const present = new Set(compared.map(({ group }) => group));
  const groups = [...new Set(problems.map(({ group }) => group))].filter((group) => present.has(group));
  return groups.map((group) => {
    const members = compared.filter((pair) => pair.group === group);
    const worst = members.reduce((most, pair) => (pair.ratio > most.ratio ? pair : most));
    const shares = members.map(({ share }) => share).sort((a, b) => a - b);
    return {
      group,
      one,
      other,
      instances: members.length,
      noWorse: members.filter(({ ratio }) => ratio <= TOLERANCE).length,
      worst: { ratio: worst.ratio, problem: worst.problem },
      worse: members.filter(({ ratio }) => ratio > TOLERANCE).map(({ ratio, problem }) => ({ ratio, problem })),
      saving: shares[Math.floor((shares.length - 1) / 2)],
    };
  });
}

function pairsOf(runs, { one, other }) {
  const others = new Map(runs.filter(({ experiment }) => experiment === other).map((run) => [run.problem, run]));
  return runs
    .filter(({ experiment, problem }) => experiment === one && others.has(problem))
    .map((run) => ({ problem: run.problem, name: run.name, first: run, second: others.get(run.problem) }));
}

function gapRatio({ first, second }) {
  const [left, right] = [first, second].map(({ rows }) => Math.max(ROUNDING, rows.at(-1).best));
  return left / right;
}

function costRatio({ first, second }) {
  const [left, right] = [first, second].map((run) => costToReach(run, 0) ?? Infinity);
  return left === right ? 1 : left / right;
}

function shareOfQueries({ first, second }) {
  const { best } = second.rows.at(-1);
  const spent = costToReach(second, best);
  return spent === 0 ? 0 : (costToReach(first, best) ?? Infinity) / spent;
}
