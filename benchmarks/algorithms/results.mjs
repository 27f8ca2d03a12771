import { costToReach, dataProfiles, GAP_LEVELS, quartiles } from '@fedzoo/shared/telemetry';
import { byProblemName, relativeRuns } from './relative-gap.mjs';

const PROFILE_POINTS = 300;

/**
 * What the runs came to: by problem and method, quartiles over seeds of what is left of the initial gap and of what it cost to get to
 * each level; by group of problems, data profiles. `jobs` and `runs` go together.
 */
export function resultsOf(problems, methods, { jobs, runs }) {
  const compared = relativeRuns(jobs, runs);
  const byName = byProblemName(compared);
  const present = problems.filter(({ name }) => byName.has(name));
  return {
    compared,
    problems: present.map((problem) => ({
      ...problem,
      chosen: chosenFor(problem, jobs, runs),
      methods: methodsOf(byName.get(problem.name), methods, problem),
    })),
    profiles: [...new Set(present.map(({ group }) => group))].map((group) => profileOf(group, present, byName)),
  };
}

/** What `auto` chose on a problem, in a few words; undefined where it did not run. */
function chosenFor({ name }, jobs, runs) {
  const at = jobs.findIndex(({ problem, method }) => problem.name === name && method === 'auto');
  if (at < 0) return undefined;
  const { kind, directions, folded } = runs[at].algorithm.method;
  return `auto chose ${kind}${directions === undefined ? '' : `, ${directions} directions a round`}${folded ? ', folded' : ''}`;
}

function methodsOf(runs, methods, { clients, cohort = clients }) {
  return methods
    .map((method) => ({ method, own: runs.filter(({ experiment }) => experiment === method) }))
    .filter(({ own }) => own.length > 0)
    .map(({ method, own }) => ({
      method,
      runs: own.length,
      gap: quartiles(own.map(({ rows }) => rows.at(-1).best)),
      // Runs whose first round was beyond the budget have sent nothing that counts.
      bytesUpAClientAndTrip: quartiles(
        own.flatMap(({ rows, trips }) => (rows.length > 1 ? rows.at(-1).bytesUp / cohort / trips.at(-1) : [])),
      ),
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
