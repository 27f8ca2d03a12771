import type { Experiment } from '@fedzoo/shared/experiment';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Interruption } from '../commands/exit-policy.js';
import { numberAbove0, wholeNumber } from '../commands/option-values.js';
import { withChosenMethod } from '../chosen-method.js';
import { readExperiment } from '../simulate/experiment-file.js';
import { openDemoFolder } from './demo-folder.js';
import { federateProcesses } from './federate.js';
import { narrate } from './narration.js';
import { openPage } from './open-page.js';
import { outcomeOf, writeOutcome } from './outcome.js';
import { prepareDemonstration } from './prepare.js';
import { packageUrl } from '../package-url.js';
import { privateOutcomeOf } from './private-outcome.js';

interface DemoFlags {
  readonly experiment?: string;
  /** ε */
  readonly private?: number;
  readonly out: string;
  readonly rounds?: number;
  readonly seed?: number;
  readonly open: boolean;
  readonly json?: true;
}

const SHIPPED = 'examples/digits/experiment.yaml';
const SHIPPED_PRIVATE = 'examples/digits/experiment-private.yaml';

/** Adds `fedzoo demo`, which is what `npm start` runs. */
export function registerDemo(program: Command, { signal }: Interruption): void {
  program
    .command('demo')
    .description('see it work: a coordinator and ten clients on this machine tune a digit classifier on a score without a gradient')
    .option(
      '--private <epsilon>',
      `with a promise to every digit: this ε, at δ = 1e-5 (${SHIPPED_PRIVATE})`,
      numberAbove0('--private', { most: 500 }),
    )
    .option('--experiment <file>', `another experiment, such as a changed copy of ${SHIPPED}`)
    .option('--out <dir>', 'folder for all it writes; emptied first, if it is the demo’s own', 'fedzoo-demo')
    .option('--rounds <n>', 'rounds, instead of the experiment’s', wholeNumber('--rounds', { least: 1, most: 100_000 }))
    .option('--seed <n>', 'another split of the digits, another start, other random numbers', wholeNumber('--seed', { least: 0 }))
    .option('--no-open', 'do not show the live page in the browser')
    .option('--json', 'print the outcome as one JSON object, and nothing else, on stdout')
    .action((flags: DemoFlags) => demonstrate(flags, signal));
}

async function demonstrate(flags: DemoFlags, signal: AbortSignal): Promise<void> {
  const asked = await readExperiment(experimentFile(flags), settingsFrom(flags));
  const directory = resolve(flags.out);
  const closeFolder = await openDemoFolder(directory);
  try {
    const demonstration = await prepareDemonstration(directory, asked);
    const experiment = withChosenMethod(asked, { dimension: demonstration.start.length, clients: demonstration.clients.length });
    const narration = narrate(flags.json === true ? process.stderr : process.stdout, experiment, demonstration);
    narration.introduce();
    const page = (url: string): void => {
      narration.page(url);
      if (flags.open && flags.json !== true) openPage(url);
    };
    const federated = await federateProcesses({ experiment, demonstration, directory }, { signal, events: { ...narration, page } });
    const { run, closed } = federated;
    try {
      const withPrivacy = await privateOutcomeOf(experiment, demonstration, { federated, directory });
      const outcome = outcomeOf(experiment, demonstration, { run, withPrivacy, directory });
      await writeOutcome(outcome, { experiment, demonstration, rows: run.rows, directory, command: commandLine(flags, experiment) });
      if (flags.json === true) process.stdout.write(`${JSON.stringify(outcome)}\n`);
      else narration.conclude(outcome);
    } finally {
      await closed;
    }
  } finally {
    closeFolder();
  }
}

function experimentFile({ experiment, private: epsilon }: DemoFlags): string {
  const shipped = epsilon === undefined ? SHIPPED : SHIPPED_PRIVATE;
  return experiment ?? fileURLToPath(packageUrl(`../${shipped}`));
}

function settingsFrom({ seed, rounds, private: epsilon }: DemoFlags): string[] {
  return [
    ...(seed === undefined ? [] : [`seed=${seed}`]),
    ...(rounds === undefined ? [] : [`rounds=${rounds}`]),
    ...(epsilon === undefined ? [] : [`privacy.epsilon=${epsilon}`]),
  ];
}

/** The command that repeats it; the noise of a private one is drawn anew. */
function commandLine({ experiment, private: epsilon }: DemoFlags, { seed, rounds }: Experiment): string {
  return `npx fedzoo demo${epsilon === undefined ? '' : ` --private ${epsilon}`} --seed ${seed} --rounds ${rounds}${experiment === undefined ? '' : ` --experiment ${experiment}`}`;
}
