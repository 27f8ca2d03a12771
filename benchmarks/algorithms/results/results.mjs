import { costToReach, dataProfiles, GAP_LEVELS, quartiles } from '@fedzoo/shared/telemetry';
import { byProblemName, comparedRuns, relativeRuns } from './relative-gap.mjs';
import { seedBySeed } from './seed-by-seed.mjs';
import { bytesUp, methodsWithRuns, scoresOf, successOf } from './success.mjs';

const PROFILE_POINTS = 300;

/**
 * What the runs came to: by problem and method, quartiles over seeds of what is left of the initial gap and of what it cost to get to
 * each level (of attacks success rates, of scores the values); by group of functions, data profiles; and `auto` beside `fzoos` seed by
 * seed. `jobs` and `runs` go together. `planned` gives the number of seeds that a problem was to have.
 */
export function resultsOf(problems, methods, { jobs, runs, planned }) {
  const made = comparedRuns(jobs, runs);
  const compared = relativeRuns(made);
  const [byName, madeByName] = [byProblemName(compared), byProblemName(made)];
  const present = problems.filter(({ name }) => byName.has(name));
  const functions = present.filter(({ kind }) => kind === 'function');
  return {
    compared,
    made,
    problems: present.map((problem) => ({
      ...problem,
      seedsMade: new Set(madeByName.get(problem.name).map(({ seed }) => seed)).size,
      seedsPlanned: planned(problem),
      chosen: chosenFor(problem, jobs, runs),
      methods: methodsOf(problem, methods, { relative: byName.get(problem.name), own: madeByName.get(problem.name) }),
    })),
    profiles: [...new Set(functions.map(({ group }) => group))].map((group) => profileOf(group, functions, byName)),
    seedBySeed: seedBySeed(present, { relative: compared, made }, { one: 'auto', other: 'fzoos' }),
  };
}

/** What `auto` chose on a problem, in a few words; undefined where it did not run. */
function chosenFor({ name }, jobs, runs) {
  const at = jobs.findIndex(({ problem, method }) => problem.name === name && method === 'auto');
  if (at < 0) return undefined;
  const { kind, directions, folded } = runs[at].algorithm.method;
  return `auto chose ${kind}${directions === undefined ? '' : `, ${directions} directions a round`}${folded ? ', folded' : ''}`;
}

function methodsOf(problem, methods, { relative, own }) {
  if (problem.kind === 'attack') return successOf(own, methods, problem);
  if (problem.kind === 'metric') return scoresOf(own, relative, { methods, clients: problem.clients });
  return gapsOf(relative, methods, problem);
}

function gapsOf(runs, methods, { clients, cohort = clients }) {
  return methodsWithRuns(runs, methods).map(({ method, own }) => ({
    method,
    runs: own.length,
    gap: quartiles(own.map(({ rows }) => rows.at(-1).best)),
    bytesUpAClientAndTrip: bytesUp(own, cohort),
    levels: GAP_LEVELS.map((level) => levelOf(own, level)),
  }));
}

function levelOf(runs, level) {
  const spent = (cost) => runs.map((run) => costToReach(run, level, cost) ?? Infinity);
  const reached = spent('queries').filter(Number.isFinite).length;
  return {
    level,
    reached,
    queries: quartiles(spent('queries')),
    bytes: quartiles(spent('bytes')),
    bytesUp: quartiles(spent('bytesUp')),
    trips: quartiles(spent('trips')),
  };
}

function profileOf(group, problems, byName) {
  const members = problems.filter((problem) => problem.group === group);
  const runs = members.flatMap(({ name }) => byName.get(name));
  const most = Math.max(...members.map(({ queries }) => queries));
  const budgets = Array.from({ length: PROFILE_POINTS + 1 }, (_, k) => (most * k) / PROFILE_POINTS);
  return {
    group,
    problems: new Set(runs.map(({ problem }) => problem)).size,
    budgets,
    levels: GAP_LEVELS.map((level) => ({ level, profiles: dataProfiles(runs, { level, budgets }) })),
  };
}
