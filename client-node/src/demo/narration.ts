import type { Experiment } from '@fedzoo/shared/experiment';
import { formatBytes, formatCount, formatDuration, progressLine, type RoundRow } from '@fedzoo/shared/telemetry';
import { relative } from 'node:path';
import { choiceLine } from '../chosen-method.js';
import { terminalWidth } from '../terminal-width.js';
import { weightsAt } from './demo-folder.js';
import { scoreDigits } from './digits-objective.js';
import type { FederationEvents } from './federate.js';
import type { DemoOutcome } from './outcome.js';
import type { Demonstration } from './prepare.js';
import { scoreLines } from './score-table.js';

/** What a person is told while the demonstration runs; the narrator may look at the held-out digits, the clients cannot. */
export interface Narration extends FederationEvents {
  introduce(): void;
  conclude(outcome: DemoOutcome): void;
}

/** Narrates on a stream: lines cut to its width where it is a terminal. */
export function narrate(
  stream: NodeJS.WriteStream,
  experiment: Experiment,
  { start, heldOut, publicDigits, clients }: Demonstration,
): Narration {
  const say = (text: string): void => void stream.write(`${text}\n`);
  const held = (weights: Float64Array): string => scoreDigits(weights, heldOut).toFixed(3);
  const total = clients.reduce((sum, { digits }) => sum + digits.labels.length, 0);
  let previous: RoundRow | undefined;
  return {
    introduce() {
      say('Ten clients tune a classifier of handwritten digits on macro-F1, a score without a gradient.\n');
      say(`  data         ${formatCount(total)} digits at ten clients, two or three classes each; they stay in the clients' processes`);
      say(`  classifier   ${start.length} weights, fitted on ${publicDigits.labels.length} public digits`);
      say(`  held out     ${formatCount(heldOut.labels.length)} digits of all ten classes, macro-F1 ${held(start)} before`);
      say(`  method       ${choiceLine(experiment) ?? experiment.algorithm.kind}`);
    },
    page(url) {
      say(`  watch        ${url}\n`);
      say('  (ten processes are starting)');
    },
    start: () => say('  (all have joined)\n'),
    round(row, iterate) {
      const score = iterate.length === 0 ? '' : `  held-out F1 ${held(weightsAt(start, iterate))}`;
      const columns = terminalWidth(stream);
      const width = columns === undefined ? undefined : columns - score.length;
      say(`${progressLine(row, { rounds: experiment.rounds, previous, secondsLimit: experiment.stop.seconds, width })}${score}`);
      previous = row;
    },
    conclude: (outcome) => say(conclusion(outcome)),
  };
}

function conclusion({ f1, rounds, queries, bytes, seconds, stopped, report }: DemoOutcome): string {
  const { before, after } = f1.heldOut;
  return `
${stopped === 'interrupted' ? 'Interrupted. So far, m' : 'M'}acro-F1 on held-out digits went from ${before.toFixed(3)} to ${after.toFixed(3)}, in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${formatCount(queries)} queries, ${formatBytes(bytes.up + bytes.down)}, ${formatDuration(seconds)}${stopped === 'seconds' ? ', when its time was up' : ''}.

${scoreLines(f1)}
Report: ${relative(process.cwd(), report)}

What next
  npx fedzoo demo --seed 2           other digits at other clients
  npx fedzoo demo --experiment FILE  a changed copy of examples/digits/experiment.yaml; docs/demo.md says why it is as it is
  npx fedzoo server --data DIR       a coordinator of your own; npx fedzoo agent takes part in it, with an objective of yours
  npx fedzoo simulate EXPERIMENT     many clients on one machine
  npm run desktop                    the client with windows`;
}
