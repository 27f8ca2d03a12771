import { comparisonNote, comparisonTable, textTable } from '@fedzoo/shared/telemetry';
import type { Command } from 'commander';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { withChosenMethod } from '../chosen-method.js';
import type { Interruption } from '../commands/exit-policy.js';
import { wholeNumber } from '../commands/option-values.js';
import { lineLog } from '../log-sink.js';
import { makeOutputFolder } from '../simulate/output-folder.js';
import { UserError } from '../user-error.js';
import { commonProblem } from './comparability.js';
import { comparisonOf, type Comparison } from './comparison.js';
import { readExperiments, type ComparedExperiment } from './experiments.js';
import { liveLines } from './live-lines.js';
import { writeComparison } from './output.js';
import { runAll, type Job } from './runner-pool.js';

interface CompareOptions {
  readonly seeds: number;
  readonly out?: string;
  readonly workers: number;
  readonly set: readonly string[];
  readonly json?: boolean;
}

/** Adds `fedzoo compare EXPERIMENT…`. */
export function registerCompare(program: Command, { signal }: Interruption): void {
  program
    .command('compare')
    .description('run experiments side by side on one problem: one plot, one table, CSV')
    .argument('<experiment...>', 'experiment files (YAML) with the same objective and the same stop rules')
    .option(
      '--seeds <n>',
      'runs of each: with its own seed, seed + 1, … on the same problem',
      wholeNumber('--seeds', { least: 1, most: 1000 }),
      1,
    )
    .option('--out <dir>', 'write compare.html, compare.svg, compare.csv and compare.json to this folder')
    .option(
      '--workers <n>',
      'threads that compute; as many runs at a time',
      wholeNumber('--workers', { least: 1, most: 256 }),
      availableParallelism(),
    )
    .option(
      '--set <path=value>',
      'set a key in all experiments, such as stop.queries=5000 (repeatable)',
      (setting: string, all: readonly string[]) => [...all, setting],
      [],
    )
    .option('--json', 'print the result as one JSON object, and nothing else, on stdout')
    .action((files: readonly string[], options: CompareOptions) => compare(files, options, signal));
}

async function compare(files: readonly string[], options: CompareOptions, signal: AbortSignal): Promise<void> {
  const log = lineLog((line) => process.stderr.write(line));
  const asked = await readExperiments(files, options.set);
  const problem = await commonProblem(asked, log);
  const experiments = asked.map((one) => ({ ...one, experiment: withChosenMethod(one.experiment, problem) }));
  const jobs = jobsOf(experiments, options.seeds);
  if (options.out !== undefined) await makeOutputFolder(options.out);

  const lines = liveLines(process.stderr, jobs);
  const { runs, failure } = await runAll(jobs, { workers: options.workers, signal, onProgress: lines.show });
  lines.end();
  const comparison = comparisonOf(experiments, problem, { progress: runs, planned: jobs.length });
  if (options.out !== undefined && comparison.runs.length > 0) {
    await writeComparison(options.out, { comparison, command: commandLine(files, options) });
    process.stderr.write(`comparison: ${relative(process.cwd(), options.out) || '.'}/compare.html\n`);
  }
  if (failure !== undefined) throw failure;
  process.stdout.write(options.json === true ? `${JSON.stringify(comparison.record)}\n` : tableText(comparison));
}

/** All experiments with one seed before the next, so that what is there when it is interrupted can be compared. */
function jobsOf(experiments: readonly ComparedExperiment[], seeds: number): readonly Job[] {
  return Array.from({ length: seeds }, (_, offset) =>
    experiments.map(({ label, file, experiment }): Job => {
      const seed = experiment.seed + offset;
      if (!Number.isSafeInteger(seed))
        throw new UserError('seed', `is ${experiment.seed} in ${file}, which leaves no room for --seeds ${seeds}; lower it`);
      return { label, experiment: { ...experiment, seed } };
    }),
  ).flat();
}

function tableText({ summary, notes }: Comparison): string {
  return `${textTable(comparisonTable(summary))}${comparisonNote(summary)}\n${notes.map((note) => `${note}\n`).join('')}`;
}

/** The command that repeats it. */
function commandLine(files: readonly string[], { seeds, set }: CompareOptions): string {
  const quoted = (word: string): string => (/^[\w.=\-/:@]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);
  return [
    'npx fedzoo compare',
    ...files.map(quoted),
    ...(seeds === 1 ? [] : [`--seeds ${seeds}`]),
    ...set.map((one) => `--set ${quoted(one)}`),
  ].join(' ');
}
