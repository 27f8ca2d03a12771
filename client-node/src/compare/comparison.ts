import { summarise, type ComparedRun, type ComparisonSummary, type StopReason } from '@fedzoo/shared/telemetry';
import { choiceLines } from '../chosen-method.js';
import type { CommonProblem } from './comparability.js';
import type { ComparedExperiment } from './experiments.js';
import type { Progress } from './runner-pool.js';

/** Everything that a comparison came to. */
export interface Comparison {
  readonly experiments: readonly ComparedExperiment[];
  readonly problem: CommonProblem;
  readonly runs: readonly ComparedRun[];
  readonly summary: ComparisonSummary;
  readonly record: ComparisonRecord;
  readonly notes: readonly string[];
}

/** The object of `--json` and of `compare.json`. */
interface ComparisonRecord {
  readonly dimension: number;
  readonly clients: number;
  /** F(x₀) and F*; null where they are not known. */
  readonly initial: number | null;
  readonly optimum: number | null;
  /** What the targets are shares of the gap to; null where there are none. */
  readonly reference: number | null;
  /** Whether it ended before all runs had. */
  readonly interrupted: boolean;
  readonly experiments: readonly (ComparisonSummary['experiments'][number] & {
    readonly file: string;
    readonly algorithm: unknown;
    readonly seeds: readonly number[];
  })[];
  readonly runs: readonly RunOutcome[];
}

/** One run, in the words of `simulate --json`. */
interface RunOutcome {
  readonly experiment: string;
  readonly seed: number;
  readonly rounds: number;
  readonly trips: number;
  readonly queries: number;
  readonly observerQueries: number;
  readonly value: { readonly initial: number | null; readonly best: number | null; readonly final: number | null };
  readonly bytes: { readonly up: number; readonly down: number };
  readonly seconds: number;
  readonly stopped: StopReason;
}

/** What is compared, from the runs as far as they got. Runs without a row are left out. */
export function comparisonOf(
  experiments: readonly ComparedExperiment[],
  problem: CommonProblem,
  { progress, planned }: { readonly progress: readonly Progress[]; readonly planned: number },
): Comparison {
  const begun = progress.filter(({ rows }) => rows.length > 0);
  const runs = inOrder(experiments, begun).map((one): ComparedRun => ({
    experiment: one.job.label,
    seed: one.job.experiment.seed,
    rows: one.rows,
    trips: cumulativeTrips(one),
    ...(problem.optimum === undefined ? {} : { optimum: problem.optimum }),
    ...(one.stopped === null ? { isPartial: true } : {}),
  }));
  const summary = summarise(runs);
  const ended = progress.filter(({ stopped }) => stopped !== null).length;
  return {
    experiments,
    problem,
    runs,
    summary,
    notes: notesOf(experiments, progress, { ended, planned }),
    record: {
      dimension: problem.dimension,
      clients: problem.clients,
      initial: runs.flatMap(({ rows }) => rows[0]?.value ?? []).at(0) ?? null,
      optimum: problem.optimum ?? null,
      reference: summary.targets?.reference ?? null,
      interrupted: ended < planned,
      experiments: summary.experiments.map((one) => {
        const { file, experiment } = experiments.find(({ label }) => label === one.experiment)!;
        const seeds = runs.filter((run) => run.experiment === one.experiment).map(({ seed }) => seed);
        return { ...one, file, algorithm: experiment.algorithm, seeds };
      }),
      runs: inOrder(experiments, begun).map(outcomeOf),
    },
  };
}

/** By experiment, as they were given, and by seed. */
function inOrder(experiments: readonly ComparedExperiment[], runs: readonly Progress[]): readonly Progress[] {
  return experiments.flatMap(({ label }) => runs.filter(({ job }) => job.label === label));
}

/** Round trips up to each row. */
function cumulativeTrips({ rows, trips }: Progress): readonly number[] {
  let sum = 0;
  return rows.map(({ round }) => (sum += trips.get(round) ?? 0));
}

function outcomeOf(run: Progress): RunOutcome {
  const { job, rows, observerQueries, stopped } = run;
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    experiment: job.label,
    seed: job.experiment.seed,
    rounds: last?.round ?? 0,
    trips: cumulativeTrips(run).at(-1) ?? 0,
    queries: last?.queries ?? 0,
    observerQueries,
    value: { initial: first?.value ?? null, best: last?.best ?? null, final: last?.value ?? null },
    bytes: { up: last?.bytesUp ?? 0, down: last?.bytesDown ?? 0 },
    seconds: last?.seconds ?? 0,
    stopped: stopped ?? 'interrupted',
  };
}

function notesOf(
  experiments: readonly ComparedExperiment[],
  progress: readonly Progress[],
  { ended, planned }: { readonly ended: number; readonly planned: number },
): readonly string[] {
  const rounds = new Set(experiments.map(({ experiment }) => experiment.rounds));
  const hasBudget = experiments.every(({ experiment }) => experiment.stop.queries !== undefined);
  return [
    ...(ended < planned ? [`Interrupted: ${ended} of ${planned} runs had ended.`] : []),
    ...(rounds.size > 1 && !hasBudget
      ? ['The experiments have different numbers of rounds and no common budget; stop.queries gives them one (--set stop.queries=5000).']
      : []),
    ...experiments.flatMap(({ label, experiment }) => [
      ...choiceLines(experiment).flatMap((line) => prefixed(label, line)),
      ...prefixed(label, noticeLine(progress.filter(({ job }) => job.label === label))),
    ]),
  ];
}

function prefixed(label: string, line: string | undefined): readonly string[] {
  return line === undefined ? [] : [`${label}: ${line}`];
}

/** What runs of an experiment had to say: how often, and the first of it. */
function noticeLine(runs: readonly Progress[]): string | undefined {
  const told = runs.filter(({ notices }) => notices.length > 0);
  const [first] = told;
  if (first === undefined) return undefined;
  const count = told.reduce((sum, { notices }) => sum + notices.length, 0);
  return `${count} notice${count === 1 ? '' : 's'}, the first (seed ${first.job.experiment.seed}): ${first.notices[0]}`;
}
