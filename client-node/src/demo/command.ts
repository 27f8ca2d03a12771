import { formatBytes, formatCount, formatDuration, progressLine, type RoundRow } from '@fedzoo/shared/telemetry';
import type { Command } from 'commander';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Interruption } from '../commands/exit-policy.js';
import { wholeNumber } from '../commands/option-values.js';
import { readExperiment } from '../simulate/experiment-file.js';
import { openDemoFolder, weightsAt } from './demo-folder.js';
import { scoreDigits } from './digits-objective.js';
import { federateProcesses } from './federate.js';
import { openPage } from './open-page.js';
import { outcomeOf, writeOutcome, type DemoOutcome } from './outcome.js';
import { prepareDemonstration } from './prepare.js';
import { scoreLines } from './score-table.js';

interface DemoFlags {
  readonly out: string;
  readonly rounds?: number;
  readonly seed?: number;
  readonly open: boolean;
  readonly json?: true;
}

const EXPERIMENT = fileURLToPath(new URL('../../../examples/digits/experiment.yaml', import.meta.url));

/** Adds `fedzoo demo`, which is what `npm start` runs. */
export function registerDemo(program: Command, { signal }: Interruption): void {
  program
    .command('demo')
    .description('see it work: a coordinator and ten clients on this machine tune a digit classifier on a score without a gradient')
    .option('--out <dir>', 'folder for all it writes; emptied first, if it is the demo’s own', 'fedzoo-demo')
    .option(
      '--rounds <n>',
      'rounds, instead of those of examples/digits/experiment.yaml',
      wholeNumber('--rounds', { least: 1, most: 100_000 }),
    )
    .option('--seed <n>', 'another split of the digits, another start, other random numbers', wholeNumber('--seed', { least: 0 }))
    .option('--no-open', 'do not show the live page in the browser')
    .option('--json', 'print the outcome as one JSON object, and nothing else, on stdout')
    .action((flags: DemoFlags) => demonstrate(flags, signal));
}

async function demonstrate(flags: DemoFlags, signal: AbortSignal): Promise<void> {
  const stream = flags.json === true ? process.stderr : process.stdout;
  const say = (text: string): void => void stream.write(`${text}\n`);
  const settings = [
    ...(flags.seed === undefined ? [] : [`seed=${flags.seed}`]),
    ...(flags.rounds === undefined ? [] : [`rounds=${flags.rounds}`]),
  ];
  const experiment = await readExperiment(EXPERIMENT, settings);
  const directory = resolve(flags.out);
  const closeFolder = await openDemoFolder(directory);
  try {
    const demonstration = await prepareDemonstration(directory, experiment.seed);
    const { start, heldOut, publicDigits, clients } = demonstration;
    const held = (weights: Float64Array): string => scoreDigits(weights, heldOut).toFixed(3);
    say('Ten clients tune a classifier of handwritten digits on macro-F1, a score without a gradient.\n');
    say(
      `  data         ${formatCount(clients.reduce((sum, { digits }) => sum + digits.labels.length, 0))} digits at ten clients, two or three classes each; they stay in the clients' processes`,
    );
    say(`  classifier   ${start.length} weights, fitted on ${publicDigits.labels.length} public digits`);
    say(`  held out     ${formatCount(heldOut.labels.length)} digits of all ten classes, macro-F1 ${held(start)} before`);

    let previous: RoundRow | undefined;
    const { run, closed } = await federateProcesses(
      { experiment, demonstration, directory },
      {
        signal,
        events: {
          page(url) {
            say(`  watch        ${url}\n`);
            say('  (ten processes are starting)');
            if (flags.open && flags.json !== true) openPage(url);
          },
          start: () => say('  (all have joined)\n'),
          round(row, iterate) {
            const suffix = iterate.length === 0 ? '' : `  held-out F1 ${held(weightsAt(start, iterate))}`;
            const width = stream.isTTY ? stream.columns - suffix.length : undefined;
            say(`${progressLine(row, { rounds: experiment.rounds, previous, secondsLimit: experiment.stop.seconds, width })}${suffix}`);
            previous = row;
          },
        },
      },
    );
    try {
      const outcome = outcomeOf(experiment, demonstration, { run, directory });
      await writeOutcome(directory, outcome, { experiment, demonstration, rows: run.rows });
      if (flags.json === true) process.stdout.write(`${JSON.stringify(outcome)}\n`);
      else say(summary(outcome));
    } finally {
      await closed;
    }
  } finally {
    closeFolder();
  }
}

function summary(outcome: DemoOutcome): string {
  const { f1, rounds, queries, bytes, seconds, stopped } = outcome;
  const shown = (path: string): string => relative(process.cwd(), path) || '.';
  return `
${stopped === 'interrupted' ? 'Interrupted. So far, m' : 'M'}acro-F1 on held-out digits went from ${f1.heldOut.before.toFixed(3)} to ${f1.heldOut.after.toFixed(3)}, in ${rounds} rounds, ${formatCount(queries)} queries, ${formatBytes(bytes.up + bytes.down)}, ${formatDuration(seconds)}.

${scoreLines(f1)}
Report: ${shown(outcome.report)}

What next
  npx fedzoo demo --seed 2           other digits at other clients
  examples/digits/experiment.yaml    what was run; docs/demo.md says why so
  npx fedzoo server --data DIR       a coordinator of your own; npx fedzoo agent takes part in it, with an objective of yours
  npx fedzoo simulate EXPERIMENT     many clients on one machine
  npm run desktop                    the client with windows`;
}
