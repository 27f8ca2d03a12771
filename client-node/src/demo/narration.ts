import type { Experiment, PrivacySection } from '@fedzoo/shared/experiment';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEpsilon,
  privacySentence,
  progressLine,
  type RoundRow,
} from '@fedzoo/shared/telemetry';
import { relative } from 'node:path';
import { choiceLine } from '../chosen-method.js';
import { terminalWidth } from '../terminal-width.js';
import { scoreDigits } from './digits-objective.js';
import type { FederationEvents } from './federate.js';
import type { DemoOutcome } from './outcome.js';
import type { Demonstration } from './prepare.js';
import type { VerifiedLedger } from './private-outcome.js';
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
  { start, weightsAt, heldOut, publicDigits, clients }: Demonstration,
): Narration {
  const say = (text: string): void => void stream.write(`${text}\n`);
  const held = (weights: Float64Array): string => scoreDigits(weights, heldOut).toFixed(3);
  const total = clients.reduce((sum, { digits }) => sum + digits.labels.length, 0);
  const { privacy } = experiment;
  let previous: RoundRow | undefined;
  return {
    introduce() {
      say(
        privacy === undefined
          ? 'Ten clients tune a classifier of handwritten digits on macro-F1, a score without a gradient.\n'
          : 'Ten clients tune a classifier of handwritten digits on the loss of every digit, each of which is protected.\n',
      );
      say(`  data         ${formatCount(total)} digits at ten clients, two or three classes each; they stay in the clients' processes`);
      say(`  classifier   ${start.length} weights, fitted on ${publicDigits.labels.length} public digits`);
      say(`  held out     ${formatCount(heldOut.labels.length)} digits of all ten classes, macro-F1 ${held(start)} before`);
      say(`  method       ${choiceLine(experiment) ?? experiment.algorithm.kind}`);
      say(`  privacy      ${privacy === undefined ? 'none: see npm start -- --private 8' : promiseWords(privacy)}`);
    },
    page(url) {
      say(`  watch        ${url}\n`);
      say('  (ten processes are starting)');
    },
    start: () => say('  (all have joined)\n'),
    round(row, iterate) {
      const score = iterate.length === 0 ? '' : `  held-out F1 ${held(weightsAt(iterate))}`;
      const columns = terminalWidth(stream);
      const width = columns === undefined ? undefined : columns - score.length;
      say(
        `${progressLine(row, { rounds: experiment.rounds, previous, isPrivate: privacy !== undefined, secondsLimit: experiment.stop.seconds, width })}${score}`,
      );
      previous = row;
    },
    conclude: (outcome) => say(conclusion(outcome)),
  };
}

function promiseWords({ epsilon, delta, unit, relation }: PrivacySection): string {
  return `ε = ${epsilon} at δ = ${delta.toExponential()} for every ${unit} (${relation}); the coordinator is trusted with clipped sums and adds the noise`;
}

function conclusion(outcome: DemoOutcome): string {
  const { f1, rounds, queries, bytes, seconds, stopped, report } = outcome;
  const { before, after } = f1.heldOut;
  return `
${stopped === 'interrupted' ? 'Interrupted. So far, m' : 'M'}acro-F1 on held-out digits went from ${before.toFixed(3)} to ${after.toFixed(3)}, in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${formatCount(queries)} queries, ${formatBytes(bytes.up + bytes.down)}, ${formatDuration(seconds)}${stopped === 'seconds' ? ', when its time was up' : ''}.
${privacyLines(outcome)}
${scoreLines(f1)}
Report: ${relative(process.cwd(), report)}

What next
  npx fedzoo demo --seed 2           other digits at other clients
  npx fedzoo demo --private 8        the same classifier with a promise to every digit, and what that costs
  npx fedzoo demo --experiment FILE  a changed copy of examples/digits/experiment.yaml; docs/demo.md says why it is as it is
  npx fedzoo server --data DIR       a coordinator of your own; npx fedzoo agent takes part in it, with an objective of yours
  npx fedzoo simulate EXPERIMENT     many clients on one machine
  npm run desktop                    the client with windows`;
}

/** What was won before, with and without noise, what was spent, and what the ledger says of it. */
function privacyLines({ f1, privacy, withPrivacy }: DemoOutcome): string {
  if (privacy === undefined || withPrivacy === undefined) return '';
  const { heldOutWithoutNoise, ledger } = withPrivacy;
  const { before, after } = f1.heldOut;
  return `
  held-out macro-F1  before ${before.toFixed(3)}, with privacy ${after.toFixed(3)}${heldOutWithoutNoise === null ? '' : `, the same rounds without noise ${heldOutWithoutNoise.toFixed(3)}`}
  privacy            ${privacySentence(privacy)}
  ledger             ${ledger === null ? 'not exported, since the run was interrupted; it is in the folder of the coordinator' : ledgerWords(ledger)}
`;
}

function ledgerWords({ file, entries, epsilon, releases, agreeing }: VerifiedLedger): string {
  return `${relative(process.cwd(), file)}: verified, ${entries} entries, ${releases} releases, ε = ${formatEpsilon(epsilon)}; the own ledgers of ${agreeing} clients agree`;
}
