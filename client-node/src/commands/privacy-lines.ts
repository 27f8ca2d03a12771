import type { Accountant, PrivacyAccount, Relation } from '@fedzoo/shared/privacy';
import { textTable } from '@fedzoo/shared/telemetry';

export type Unit = 'record' | 'client';

/** What `fedzoo privacy account --json` prints. */
export type AccountAnswer = PrivacyAccount;

/** What `fedzoo privacy plan --json` prints: without `--restart` the first, with it the second. */
export type PlanAnswer = PrivacyAccount &
  (
    | { readonly noiseMultiplier: number }
    | {
        readonly restartNoiseMultiplier: number;
        /** null where every round restarts. */
        readonly differenceNoiseMultiplier: number | null;
        readonly restarts: number;
        readonly differences: number;
      }
  );

/** The terms of a plan that are not in its answer. */
export interface Protected {
  readonly unit: Unit;
  readonly number: number | undefined;
  readonly rounds: number;
  readonly samplingRate: number | undefined;
  readonly relation: Relation;
  readonly restart: number | undefined;
}

const BY: Record<Accountant, string> = {
  gaussian: 'Gaussian differential privacy, exact for continuous noise',
  zcdp: 'zero-concentrated privacy, an upper bound',
  'sampled-once': 'one Poisson-sampled release, exact for continuous noise',
  'privacy-loss-distribution': 'distribution of the privacy loss, an upper bound for continuous noise',
  'renyi-poisson': 'Rényi divergences under Poisson sampling, an upper bound for continuous noise',
  'renyi-without-replacement': 'Rényi divergences without replacement, an upper bound for continuous noise',
};

/** An account, for people. */
export function accountLines(
  answer: AccountAnswer,
  terms: { readonly noiseMultiplier: number; readonly rounds: number; readonly samplingRate?: number },
): string {
  return `${sheet([
    ['noise multiplier', figure(terms.noiseMultiplier)],
    ['rounds', String(terms.rounds)],
    ...spentRows(answer, terms.samplingRate),
  ])}${CAUTION}`;
}

/** A plan, for people: what it spends, and the noise of each kind of release. */
export function planLines(answer: PlanAnswer, terms: Protected): string {
  const members = terms.number === undefined ? '' : `, ${terms.number} of them`;
  const kinds: [string, number, number][] =
    'noiseMultiplier' in answer
      ? [['every round', terms.rounds, answer.noiseMultiplier]]
      : [
          ['restart, radius C1', answer.restarts, answer.restartNoiseMultiplier],
          ...(answer.differenceNoiseMultiplier === null
            ? []
            : [['difference, radius C2·|Δx|', answer.differences, answer.differenceNoiseMultiplier] as [string, number, number]]),
        ];
  const sensitivity = terms.relation === 'replace-one' ? 2 : 1;
  const noise = textTable({
    columns: [
      { label: 'RELEASE', align: 'text' },
      { label: 'ROUNDS', align: 'number' },
      { label: 'NOISE MULTIPLIER', align: 'number' },
      { label: 'STD OF THE SUM', align: 'number' },
      ...(terms.number === undefined ? [] : [{ label: 'STD OF THE MEAN', align: 'number' as const }]),
    ],
    rows: kinds.map(([name, rounds, multiplier]) => [
      name,
      String(rounds),
      figure(multiplier),
      figure(multiplier * sensitivity),
      ...(terms.number === undefined ? [] : [figure((multiplier * sensitivity) / terms.number)]),
    ]),
  });
  return `${sheet([['protects', `a ${terms.unit}${members}`], ...spentRows(answer, terms.samplingRate)])}\n${noise}${UNITS}${CAUTION}`;
}

const UNITS = 'Standard deviations are a coordinate, in units of the clip radius of the release.\n';
const CAUTION =
  '\nThis is arithmetic, for continuous noise. A run in which all take part draws discrete noise and is charged by zcdp: somewhat more noise for the same ε. docs/privacy.md says what these figures mean.\n';

function spentRows({ epsilon, delta, mu, relation, accountant }: PrivacyAccount, samplingRate: number | undefined): [string, string][] {
  const rows: [string, string][] = [
    ['epsilon', figure(epsilon)],
    ['delta', String(delta)],
  ];
  if (mu !== null) rows.push(['mu', figure(mu)]);
  rows.push(
    [
      'neighbours',
      relation === 'add-remove'
        ? 'add-remove: one member more or less'
        : 'replace-one: one member is another (sensitivity twice the clip radius)',
    ],
    ['takes part', participation(samplingRate, relation)],
    ['by', BY[accountant]],
  );
  return rows;
}

function participation(rate: number | undefined, relation: Relation): string {
  if (rate === undefined || rate === 1) return 'everybody, every round';
  return relation === 'add-remove'
    ? `each by a coin of ${rate} every round (Poisson), unknown to whoever sees the releases`
    : `a cohort of fixed size, a share of ${rate}, drawn anew every round, unknown to whoever sees the releases`;
}

function sheet(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, text]) => `${name.padEnd(16)}  ${text}\n`).join('');
}

/** Six digits, rounded upwards (but for what is rounding itself), so that what is shown is not less than what holds. */
function figure(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const step = 10 ** (Math.floor(Math.log10(value)) - 5);
  return String(rounded >= value * (1 - 1e-12) ? rounded : Number((rounded + step).toPrecision(6)));
}
