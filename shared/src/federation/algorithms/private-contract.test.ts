import { describe, expect, it } from 'vitest';
import { sameElements } from '../../numeric/same-elements.js';
import type { Objective, SynchronousObjective } from '../../objectives/objective.js';
import type { AlgorithmOptions, Contribution, Task } from '../messages.js';
import { planPrivacy, type PrivacyPlan, type PrivacyTerms } from '../releases/privacy-plan.js';
import { noiseDeviation } from '../releases/release-terms.js';
import { givenReleases, privateFederation, runPrivately, type PrivateOptions } from '../testing/private-federation.js';
import { recordProblem, type RecordProblem } from '../testing/record-objectives.js';
import { StepFailure } from '../step-failure.js';
import { finalStateWrittenOut } from '../testing/written-out.js';
import { PRIVATE_METHODS } from './options.js';

interface Method {
  readonly options: AlgorithmOptions;
  /** Queries a round. */
  readonly queries: number;
  /** Blocks of rounds, where the method has them. */
  readonly restart?: number;
  /** In place of a radius that clips nothing. */
  readonly clip?: PrivacyTerms['clip'];
}

const DIMENSION = 4;
const START = new Float64Array(DIMENSION).fill(0.8);
const RESTART = 4;
const MEMBERS = 100;

/** At first it clips everything; the quantile is high, as clipping takes from the mean. */
const ADAPTED: PrivacyTerms['clip'] = { restart: 0.05, difference: 2, adapted: { quantile: 0.9, rate: 0.5 } };

const METHODS: readonly Method[] = [
  { options: { kind: 'zo-diff2', learningRate: 0.3 }, queries: 5 },
  { options: { kind: 'zo-diff2', directions: 3, learningRate: 0.3 }, queries: 4 },
  { options: { kind: 'diff2-gd', learningRate: 0.3 }, queries: 1 },
  { options: { kind: 'dp-gd', learningRate: 0.3 }, queries: 1, restart: 1 },
  { options: { kind: 'dp-gd', learningRate: 0.3 }, queries: 1, restart: 1, clip: ADAPTED },
  { options: { kind: 'zo-diff2', learningRate: 0.3 }, queries: 5, restart: 1, clip: ADAPTED },
  { options: { kind: 'private-fzoos', learningRate: 0.05, trustRadius: 0.1 }, queries: 9, restart: 1, clip: ADAPTED },
  { options: { kind: 'private-fzoos', learningRate: 0.05, trustRadius: 0.1 }, queries: 9 },
  { options: { kind: 'private-fzoos', directions: 3, learningRate: 0.05, trustRadius: 0.1 }, queries: 7 },
  { options: { kind: 'private-surrogate' }, queries: 5 },
  { options: { kind: 'private-surrogate', directions: 3, window: 36 }, queries: 4 },
];

const CASES = METHODS.flatMap((method) =>
  (['record', 'client'] as const).map((unit) => ({ ...method, unit, radius: method.clip === undefined ? 'fixed' : 'adapted' })),
);

it('every method that a private run can have is under this contract', () => {
  expect(new Set(METHODS.map(({ options }) => options.kind))).toEqual(new Set(PRIVATE_METHODS));
});

describe.each(CASES)('$options, unit $unit, $radius radius', ({ options: algorithm, queries, restart = RESTART, clip, unit }) => {
  /** As many members either way: clients with one record each are records. */
  const problem = (shift = 0): RecordProblem =>
    recordProblem({ dimension: DIMENSION, clients: unit === 'record' ? 4 : MEMBERS, records: unit === 'record' ? MEMBERS / 4 : 1, shift });

  const few = (shift = 0): RecordProblem => recordProblem({ dimension: DIMENSION, clients: 3, records: 5, shift });

  function planOf(rounds: number, terms: Partial<PrivacyTerms> = {}): PrivacyPlan {
    const asked: PrivacyTerms = {
      unit,
      relation: 'add-remove',
      trust: 'central',
      epsilon: 300,
      budget: 300,
      delta: 1e-6,
      dataSet: 'points',
      members: MEMBERS,
      clip: clip ?? { restart: 4, difference: 2 },
      restart,
      ...terms,
    };
    return planPrivacy(asked, rounds);
  }

  function run(objectives: readonly Objective[], more: Partial<PrivateOptions> = {}) {
    const rounds = more.rounds ?? 9;
    return runPrivately({ algorithm, privacy: planOf(rounds), objectives, rounds, start: START, ...more });
  }

  /** What passes in a run whose releases are given: their course is the same whatever the data. */
  async function passed(objectives: readonly Objective[], more: Partial<PrivateOptions> = {}) {
    const tasks: Task[] = [];
    const contributions: Contribution[] = [];
    const privacy = planOf(9);
    const watch = { task: (task: Task) => void tasks.push(task), contribution: (sent: Contribution) => void contributions.push(sent) };
    const { phases } = await run(objectives, { privacy, desk: givenReleases(privacy), watch, ...more });
    return { tasks, contributions, phases };
  }

  it('comes near the least F where the budget is vast and nothing is clipped', async () => {
    const { objectives, minimum } = problem();
    const { phases } = await run(objectives, { rounds: 20 });
    const { iterate } = phases.at(-1)!.state.server;
    iterate.forEach((coordinate, j) => expect(Math.abs(coordinate - minimum[j]!)).toBeLessThan(0.05));
  });

  it('spends the budget of its plan, not more, when all rounds are done', async () => {
    const { objectives } = few();
    const privacy = planOf(9, { epsilon: 3, budget: 3 });
    const { ledger } = await run(objectives, { privacy });
    const spent = ledger.entries.reduce((sum, { cost }) => sum + (cost.sensitivity / cost.deviation) ** 2, 0);
    const wholes = Math.ceil(9 / restart);
    const planned = wholes / privacy.noise.restart ** 2 + (9 - wholes) / privacy.noise.difference ** 2;
    expect(ledger.entries).toHaveLength(9);
    expect(spent).toBeLessThanOrEqual(planned);
    expect(spent).toBeGreaterThan(planned * (1 - 1e-5));
  });

  it('asks, and says how many queries it takes, independently of the data but for what was released', async () => {
    const [one, other] = [await passed(few().objectives), await passed(few(0.3).objectives)];
    expect(other.tasks).toStrictEqual(one.tasks);
    expect(other.contributions.map(({ queries: spent }) => spent)).toEqual(one.contributions.map(({ queries: spent }) => spent));
    expect(new Set(one.contributions.map(({ queries: spent }) => spent))).toEqual(new Set([queries]));
    expect(other.phases.at(-1)!.state.server).toStrictEqual(one.phases.at(-1)!.state.server);
    const moved = one.tasks.map(({ iterate }) => [...iterate.values].join());
    expect(new Set(moved).size).toBeGreaterThan(4);
    // The test sees data at all: the sums are not the same.
    expect(other.contributions.map(sumOf)).not.toEqual(one.contributions.map(sumOf));
  });

  it('sends the sum alone, and the same queries, when evaluations fail or have no finite value', async () => {
    const [first, second, third] = few().objectives;
    const broken: Objective = { dimension: DIMENSION, evaluate: () => ({ kind: 'failed', reason: 'patient 7 is missing' }) };
    const [records, gradients] = [new Float64Array(2).fill(Number.NaN), new Float64Array(2 * DIMENSION).fill(Number.NaN)];
    const hollow: Objective = { dimension: DIMENSION, evaluate: () => ({ kind: 'value', value: Number.NaN, records, gradients }) };
    const { contributions } = await passed([broken, hollow, third!]);
    const whole = await passed([first!, second!, third!]);
    for (const [index, sent] of contributions.entries()) {
      const { run: name, round, phase, client } = whole.contributions[index]!;
      const isSound = client === 'client-2';
      const sum = isSound ? sumOf(whole.contributions[index]!) : new Float64Array(sumOf(sent).length);
      expect(sent).toStrictEqual({
        run: name,
        round,
        phase,
        client,
        queries,
        outcomes: { value: queries, infeasible: 0, failed: 0, timedOut: 0 },
        tensors: { sum: { dtype: 'f64', shape: [sum.length], values: sum } },
      });
    }
  });

  it('keeps to itself why a client has nothing to give', async () => {
    const [first, second] = few().objectives;
    const spent: Objective = {
      dimension: DIMENSION,
      evaluate: () => {
        throw new StepFailure('record 7 has cost the budget');
      },
    };
    const { contributions } = await passed([first!, second!, spent]);
    const failed = contributions.filter(({ client }) => client === 'client-2');
    expect(failed).toHaveLength(9);
    for (const { failure, tensors, iterateValue } of failed)
      expect({ failure, tensors, iterateValue }).toEqual({
        failure: 'takes no part; its own log says why',
        tensors: {},
        iterateValue: undefined,
      });
  });

  it('evaluates inside the box only, whatever was released', async () => {
    const [objective] = few().objectives;
    const asked: number[] = [];
    const watched: SynchronousObjective = {
      dimension: DIMENSION,
      evaluate(x, query) {
        asked.push(...x);
        return objective!.evaluate(x, query);
      },
    };
    const privacy = planOf(9);
    await run([watched, watched, watched], { privacy, desk: givenReleases(privacy, 5) });
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...asked)).toBeLessThanOrEqual(1);
  });

  it('has at a client that missed a round what it would have had, for the queries of both ends', async () => {
    const { objectives } = few();
    const here = await passed(objectives);
    const away = await passed(objectives, { isAbsent: ({ clientNumber, round }) => clientNumber === 0 && round === 2 });
    const sent = ({ contributions }: typeof here, round: number) =>
      contributions.find((contribution) => contribution.client === 'client-0' && contribution.round === round)!;
    expect(away.tasks).toStrictEqual(here.tasks);
    expect(sumOf(sent(away, 3))).toStrictEqual(sumOf(sent(here, 3)));
    expect(sent(away, 3).queries).toBe(restart === 1 ? queries : 2 * queries);
    expect(sent(away, 4)).toStrictEqual(sent(here, 4));
  });

  it('repeats a round in which nobody was there, on the same terms', async () => {
    const { objectives } = few();
    const { tasks } = await passed(objectives, { isAbsent: ({ round }) => round === 2 });
    const asked = (round: number) => {
      const { iterate, tensors } = tasks.find((task) => task.round === round)!;
      return { iterate, tensors };
    };
    expect(asked(3)).toStrictEqual(asked(2));
    expect(sameElements(asked(4).iterate.values, asked(3).iterate.values)).toBe(false);
  });

  it('goes on to the same bits when both halves are written out and read back after every phase', async () => {
    const options = { algorithm, objectives: few().objectives, rounds: 9, start: START, privacy: planOf(9) };
    const { phases } = await runPrivately(options);
    expect(await finalStateWrittenOut(privateFederation(options))).toStrictEqual(phases.at(-1)!.state);
  });

  it('noises what a client sends under local trust, in full at each', async () => {
    // Without a value a member is a zero vector, and counts neither as within a radius nor as beyond it.
    const [records, gradients] = [new Float64Array(2).fill(Number.NaN), new Float64Array(2 * DIMENSION).fill(Number.NaN)];
    const hollow: Objective = { dimension: DIMENSION, evaluate: () => ({ kind: 'value', value: Number.NaN, records, gradients }) };
    const clients = Array.from({ length: 5 }, () => hollow);
    const privacy = planOf(30, { trust: 'local', restart: 1, epsilon: 30, budget: 30 });
    const own: number[] = [];
    const sums = new Map<number, number[]>();
    let deviation = 0;
    await run(clients, {
      privacy,
      rounds: 30,
      watch: {
        task({ tensors }) {
          const [clipRadius, noiseMultiplier] = tensors['clip']!.values;
          deviation = noiseDeviation({ dimension: 1, clipRadius: clipRadius!, noiseMultiplier: noiseMultiplier! }, privacy);
        },
        contribution(sent) {
          // An adapted radius is another in every round, and the noise with it.
          const scaled = [...sumOf(sent)].map((value) => value / deviation);
          own.push(...scaled);
          const sum = sums.get(sent.round) ?? [];
          sums.set(
            sent.round,
            scaled.map((value, k) => value + (sum[k] ?? 0)),
          );
        },
      },
    });
    const within = (values: readonly number[], variance: number): void => {
      const measured = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      expect(Math.abs(measured / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
    };
    within(own, 1);
    within([...sums.values()].flat(), clients.length);
  });
});

function sumOf({ tensors }: Contribution): Float64Array {
  return tensors['sum']!.values;
}
