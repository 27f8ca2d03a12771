import type { Channel } from '@fedzoo/shared/federation';
import { directChannel } from '@fedzoo/shared/federation';
import type { Experiment } from '@fedzoo/shared/experiment';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';
import {
  algorithmName,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  privacySentence,
  runRecord,
  type RunRecord,
} from '@fedzoo/shared/telemetry';
import { InvalidArgumentError, type Command } from 'commander';
import { InvalidArgumentError as InvalidOptionError } from '@fedzoo/shared/errors';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import type { Interruption } from '../commands/exit-policy.js';
import { lineLog } from '../log-sink.js';
import { UserError } from '../user-error.js';
import { choiceLines, withChosenMethod } from '../chosen-method.js';
import { readCheckpoint } from './checkpoint.js';
import { codecChannel } from './codec-channel.js';
import { readExperiment } from './experiment-file.js';
import { liveLines } from './live-lines.js';
import { removePaidJournal } from './paid-journal.js';
import { unknownEnding } from './unknown-ending.js';
import { runInMemory } from './memory-run.js';
import { checkResumable, makeOutputFolder, writeRun } from './output-folder.js';
import { openPopulation } from './population.js';
import type { SimulationEvents } from './progress.js';
import type { SimulationResult } from './result.js';
import { runOverSockets } from './socket-run.js';

const TRANSPORTS = ['memory', 'codec', 'socket'] as const;

interface SimulateOptions {
  readonly out?: string;
  readonly resume?: string;
  readonly transport: (typeof TRANSPORTS)[number];
  readonly workers: number;
  readonly set: readonly string[];
  readonly json?: boolean;
}

/** Adds `fedzoo simulate EXPERIMENT`, the headless script that simulates all clients of an experiment. */
export function registerSimulate(program: Command, { signal }: Interruption): void {
  program
    .command('simulate')
    .description('run an experiment with all its clients on this machine')
    .argument('<experiment>', 'experiment file (YAML)')
    .option('--out <dir>', 'write run.json, rounds.jsonl, report.html and a checkpoint a phase to this folder')
    .option('--resume <dir>', 'go on where the run that wrote this folder was when it ended; results go there too')
    .option('--transport <kind>', `how messages travel: ${TRANSPORTS.join(', ')}`, transport, 'memory')
    .option('--workers <n>', 'worker threads that hold the clients', wholeNumber, availableParallelism())
    .option(
      '--set <path=value>',
      'set a key of the experiment, such as algorithm.localIterations=5 (repeatable)',
      (setting: string, all: readonly string[]) => [...all, setting],
      [],
    )
    .option('--json', 'print the result as one JSON object, and nothing else, on stdout')
    .action((file: string, options: SimulateOptions) => simulate(file, options, signal));
}

async function simulate(file: string, options: SimulateOptions, signal: AbortSignal): Promise<void> {
  const asked = await readExperiment(file, options.set);
  if (options.resume !== undefined && options.out !== undefined && options.resume !== options.out) {
    throw new UserError('--out', 'cannot differ from --resume; the results of a resumed run go to the folder it resumes');
  }
  if (options.resume !== undefined) checkResumable(options.resume, options.transport === 'socket');
  const directory = options.resume ?? options.out;
  if (directory !== undefined) await makeOutputFolder(directory);
  const notes: string[] = [];
  const show = liveLines(process.stderr, asked);
  const events: SimulationEvents = {
    round: show,
    phase: () => undefined,
    notice(text) {
      notes.push(text);
      process.stderr.write(`${text}\n`);
    },
  };
  const { experiment, result } = await run(asked, { ...options, directory }, { signal, events });
  const record = runRecord(experiment, result);
  if (directory !== undefined) {
    const unknown = unknownEnding(record, experiment);
    await writeRun(directory, {
      record,
      rows: result.rows,
      experiment,
      command: commandLine(file, options),
      notes: [...(unknown === undefined ? [] : [unknown]), ...notes.slice(0, 20)],
    });
    if (record.stopped !== 'interrupted') await removePaidJournal(directory);
    process.stderr.write(`report: ${relative(process.cwd(), directory) || '.'}/report.html\n`);
  }
  process.stdout.write(options.json === true ? `${JSON.stringify(record)}\n` : summary(record, experiment));
}

/** The run, and the experiment as it was run: with the method that `auto` chose. */
async function run(
  asked: Experiment,
  options: SimulateOptions & { readonly directory: string | undefined },
  { signal, events }: { readonly signal: AbortSignal; readonly events: SimulationEvents },
): Promise<{ readonly experiment: Experiment; readonly result: SimulationResult }> {
  const { directory } = options;
  const log = lineLog((line) => process.stderr.write(line));
  const clock = (): number => performance.now() / 1000;
  const population = await openPopulation(asked, {
    log,
    output: directory === undefined ? undefined : { directory, resume: options.resume !== undefined },
  });
  try {
    const experiment = withChosenMethod(asked, { dimension: population.dimension, clients: population.weights.length });
    for (const line of choiceLines(experiment)) events.notice(line);
    if (options.transport === 'socket') {
      const result = await runOverSockets({
        experiment,
        population,
        directory,
        resume: options.resume !== undefined,
        workers: options.workers,
        clock,
        signal,
        events,
      });
      return { experiment, result };
    }
    const channel: Channel = options.transport === 'codec' ? codecChannel : directChannel;
    const result = await runInMemory({
      experiment,
      population,
      channel,
      measure: { task: taskBytes, contribution: contributionBytes },
      workers: options.workers,
      directory,
      resumeFrom: options.resume === undefined ? undefined : await readCheckpoint(options.resume, JSON.stringify(experiment)),
      clock,
      signal,
      events,
    });
    return { experiment, result };
  } catch (error) {
    throw asMistake(error);
  } finally {
    await population.close();
  }
}

/** What the experiment says of its method or its promise, and only the run found to be impossible. */
function asMistake(error: unknown): unknown {
  if (!(error instanceof InvalidOptionError) || !/^(algorithm|privacy)\./.test(error.field)) return error;
  return new UserError(error.field, error.message.slice(error.field.length + 2), { cause: error });
}

function summary(record: RunRecord, experiment: Experiment): string {
  const { name, algorithm, rounds, queries, value, bytes, stopped, seconds } = record;
  const size = formatBytes(bytes.up + bytes.down);
  const unknown = unknownEnding(record, experiment);
  return (
    `${name}: ${algorithmName(algorithm)} ${experiment.privacy === undefined ? `went from ${formatNumber(value.initial)} to ${formatNumber(value.final)} (best ${formatNumber(value.best)})` : 'ended'} ` +
    `in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${formatCount(queries)} queries, ${size}, ${formatDuration(seconds)}; ended by ${stopped}\n` +
    `${privacySentence(record.privacy)}\n` +
    (unknown === undefined ? '' : `${unknown}\n`)
  );
}

/** The command that repeats the run. */
function commandLine(file: string, { transport: kind, set }: SimulateOptions): string {
  const quoted = set.map(
    (setting) => ` --set ${/^[\w.=\-/]+$/.test(setting) ? setting : `'${setting.replaceAll("'", String.raw`'\''`)}'`}`,
  );
  return `npx fedzoo simulate ${file}${kind === 'memory' ? '' : ` --transport ${kind}`}${quoted.join('')}`;
}

function transport(value: string): SimulateOptions['transport'] {
  const found = TRANSPORTS.find((kind) => kind === value);
  if (found === undefined) throw new InvalidArgumentError(`Use ${TRANSPORTS.join(', ')}.`);
  return found;
}

function wholeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1 || number > 256) throw new InvalidArgumentError('Use a whole number from 1 to 256.');
  return number;
}
