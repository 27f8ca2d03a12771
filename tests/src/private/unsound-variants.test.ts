import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEntropy } from '@fedzoo/platform-node';
import { parseExperiment } from '@fedzoo/shared/experiment';
import { ALGORITHM_OPTIONS, PRIVATE_METHODS, resolveAlgorithm, type Contribution, type Task } from '@fedzoo/shared/federation/server';
import { describe, expect, it } from 'vitest';
import type { SynchronousObjective } from '../../../shared/src/objectives/objective.js';
import { planPrivacy, type PrivacyPlan, type PrivacyTerms } from '../../../shared/src/federation/releases/privacy-plan.js';
import { poissonCohort } from '../../../shared/src/federation/releases/poisson-cohort.js';
import { releasedFrom } from '../../../shared/src/federation/releases/release-bytes.js';
import { gridOfTerms, termsOfTask } from '../../../shared/src/federation/releases/release-terms.js';
import {
  givenReleases,
  privateFederation,
  runPrivately,
  type PrivateOptions,
} from '../../../shared/src/federation/testing/private-federation.js';
import { recordProblem } from '../../../shared/src/federation/testing/record-objectives.js';
import { ROOT } from '../support/launcher.js';

const DIMENSION = 4;
const CLIENTS = 3;
const RECORDS = 20;
const TERMS: PrivacyTerms = {
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  epsilon: 20,
  delta: 1e-4,
  dataSet: 'points',
  budget: 20,
  members: CLIENTS * RECORDS,
  clip: { restart: 1, difference: 2 },
  restart: 2,
};
const KNOWN = { algorithmOptions: ALGORITHM_OPTIONS, privateMethods: PRIVATE_METHODS };
const SECTION = { unit: 'client', epsilon: 3, delta: 1e-3, clip: { restart: 1 } };

/** Why an experiment is refused, by the field that is in the way. */
function refusals(change: object, section: object | null = SECTION): Record<string, string> {
  const objective = { kind: 'synthetic', function: 'quadratic', dimension: 4, clients: CLIENTS };
  const privacy = section === null ? {} : { privacy: section };
  const parsed = parseExperiment(
    { name: 'points', seed: 7, objective, algorithm: { kind: 'zo-diff2' }, rounds: 4, ...privacy, ...change },
    KNOWN,
  );
  return parsed.ok ? {} : Object.fromEntries(parsed.problems.map(({ path, message }) => [path, message]));
}

function options(change: Partial<PrivateOptions> = {}, terms: Partial<PrivacyTerms> = {}): PrivateOptions {
  const rounds = change.rounds ?? 4;
  return {
    algorithm: { kind: 'zo-diff2', learningRate: 0.2 },
    privacy: planPrivacy({ ...TERMS, ...terms }, rounds),
    objectives: recordProblem({ dimension: DIMENSION, clients: CLIENTS, records: RECORDS }).objectives,
    rounds,
    start: new Float64Array(DIMENSION).fill(0.7),
    ...change,
  };
}

/** What clients are asked and what they send, in order. */
async function sent(asked: PrivateOptions): Promise<{ readonly tasks: Task[]; readonly contributions: Contribution[] }> {
  const tasks: Task[] = [];
  const contributions: Contribution[] = [];
  await runPrivately({
    ...asked,
    watch: { task: (task) => void tasks.push(task), contribution: (contribution) => void contributions.push(contribution) },
  });
  return { tasks, contributions };
}

/** A contribution of the first phase as client 0 makes it, and what the engine says of it once it is changed. */
async function judged(change: (good: Contribution) => Contribution): Promise<object | undefined> {
  const { engine, start } = privateFederation(options());
  const [good] = (await sent(options({ rounds: 1, privacy: options().privacy }))).contributions;
  return engine.accept(engine.openPhase(start, 'all', 0), [change(good!)]).verdicts[0];
}

/** Losses along the first coordinate, as steep as told for each record and visit. */
function slopes(steepness: (visit: number) => readonly number[]): SynchronousObjective {
  return {
    dimension: DIMENSION,
    evaluate(x, query) {
      const records = Float64Array.from(steepness(Math.floor(query / (DIMENSION + 1))), (slope) => slope * x[0]!);
      return { kind: 'value', value: records.reduce((sum, loss) => sum + loss / records.length, 0), records };
    },
  };
}

/** The first coordinate of what the only client of a run sent in each phase, in the objective's units; releases are given. */
async function sums(
  steepness: (visit: number) => readonly number[],
  change: Partial<PrivateOptions> = {},
): Promise<{ sum: number; radius: number }[]> {
  const asked = options({ objectives: [slopes(steepness)], ...change });
  const { tasks, contributions } = await sent({ ...asked, desk: givenReleases(asked.privacy) });
  return contributions.map(({ tensors }, phase) => {
    const terms = termsOfTask(tasks[phase]!.tensors);
    return { sum: tensors['sum']!.values[0]! * 2 ** gridOfTerms(terms, asked.privacy).exponent, radius: terms.clipRadius };
  });
}

const invalid = (field: string | RegExp) => ({ kind: 'invalid', field: expect.stringMatching(field) as string });

describe('variants that would break the promise', () => {
  it('1. an iterate, a step or a moment that is sent beside the released vector is refused', async () => {
    const more = (name: string) => judged((good) => ({ ...good, tensors: { ...good.tensors, [name]: good.tensors['sum']! } }));
    for (const name of ['iterate', 'update', 'moment']) expect(await more(name)).toMatchObject(invalid(`^tensors.${name}$`));
    for (const kind of ['fzoos', 'fedzo', 'scaffold2', 'cma-es'])
      expect(refusals({ algorithm: { kind } })['algorithm.kind']).toContain('whose clients send more than releases');
  });

  it('2. a value of the objective, how evaluations ended, and why one failed do not leave a client', async () => {
    expect(await judged((good) => ({ ...good, iterateValue: 0.5 }))).toMatchObject(invalid('^iterate_value$'));
    const ended = (good: Contribution) => ({ ...good, outcomes: { ...good.outcomes, value: good.queries - 1, failed: 1 } });
    expect(await judged(ended)).toMatchObject(invalid('^outcomes$'));
    const failing: SynchronousObjective = { dimension: DIMENSION, evaluate: () => ({ kind: 'failed', reason: 'patient 12 has no value' }) };
    const { objectives } = options();
    const { contributions } = await sent(options({ objectives: [failing, ...objectives.slice(1)] }));
    const [first, second] = contributions;
    expect(first!.outcomes).toEqual(second!.outcomes);
    expect(Object.keys(first!).toSorted()).toEqual(Object.keys(second!).toSorted());
    expect(JSON.stringify(contributions)).not.toContain('patient');
  });

  it('3. nothing is accepted, stopped or chosen by values of F that were not released', () => {
    expect(refusals({ stop: { value: 0.1 } })['stop.value']).toContain('a release of its own');
    expect(refusals({ observe: true })['observe']).toContain('no releases');
    expect(refusals({ finalValue: true })['finalValue']).toContain('no release');
    const { engine, start } = privateFederation(options());
    expect(engine.canOpenClosing({ ...start, round: 3 })).toBe(false);
    expect(engine.canOpenClosing({ ...start, status: 'finished' })).toBe(false);
  });

  it.each(PRIVATE_METHODS)('4. %s: clip radius and noise follow from what was released, whatever the data are', async (kind) => {
    const tasksFor = async (shift: number) => {
      const { objectives } = recordProblem({ dimension: DIMENSION, clients: CLIENTS, records: RECORDS, shift });
      const terms = kind === 'dp-gd' ? { restart: 1 } : {};
      const asked = options({ algorithm: { kind }, objectives }, terms);
      return (await sent({ ...asked, desk: givenReleases(asked.privacy) })).tasks;
    };
    const tasks = await tasksFor(0);
    expect(tasks).toHaveLength(4 * CLIENTS);
    expect(await tasksFor(0.25)).toEqual(tasks);
  });

  it('5. a record is clipped before anything is summed, and without records there is no promise about one', async () => {
    const [without] = await sums(() => Array.from({ length: 9 }, () => 0.1));
    const [present] = await sums(() => [...Array.from({ length: 9 }, () => 0.1), 1e6]);
    expect(present!.sum - without!.sum).toBeGreaterThan(0.999 * present!.radius);
    expect(present!.sum - without!.sum).toBeLessThanOrEqual(present!.radius);
    const unrecorded: SynchronousObjective = { dimension: DIMENSION, evaluate: (x) => ({ kind: 'value', value: x[0]! }) };
    const { contributions } = await sent(options({ objectives: [unrecorded], rounds: 1, desk: givenReleases(options().privacy) }));
    expect(contributions[0]).toMatchObject({ tensors: {}, failure: 'takes no part; its own log says why' });
    for (const option of [{ lengthScale: 'likelihood' }, { lengthScale: null }, { scaling: 'min-max' }, { design: 'trajectory' }])
      expect(() => resolveAlgorithm({ kind: 'private-fzoos', ...option })).toThrow(/algorithm/);
  });

  it('6. a difference is of the same members at both ends, and is clipped before the noise', async () => {
    const [, same] = await sums(() => [1e6, -3]);
    expect(Math.abs(same!.sum)).toBeLessThan(1e-3 * same!.radius);
    const [, fewer] = await sums((visit) => (visit === 0 ? [0] : [0, 1e6]));
    expect(fewer!.sum).toBe(0);
    const [, changed] = await sums((visit) => (visit === 0 ? [0] : [1e6]));
    expect(changed!.sum).toBeGreaterThan(0.999 * changed!.radius);
    expect(changed!.sum).toBeLessThanOrEqual(changed!.radius);
  });

  it('7. weights of random features are data as values are: they travel as a clipped sum, or not at all', async () => {
    expect(refusals({ algorithm: { kind: 'fzoos' } })['algorithm.kind']).toContain('whose clients send more than releases');
    const { contributions } = await sent(options({ algorithm: { kind: 'private-fzoos' } }));
    for (const { tensors } of contributions) expect(Object.keys(tensors)).toEqual(['sum']);
    const weights = await judged((good) => ({ ...good, tensors: { ...good.tensors, weights: good.tensors['sum']! } }));
    expect(weights).toMatchObject(invalid('^tensors.weights$'));
  });

  it('8. noise comes from the entropy port alone: not from the seed of the run, nor a generator that can be replayed', async () => {
    const released = async (change: Partial<PrivateOptions>) =>
      (await runPrivately(options({ rounds: 1, ...change }))).ledger.entries[0]!.body;
    expect(await released({ seed: 5 })).toEqual(await released({ seed: 6 }));
    expect(await released({ noiseSeed: 5 })).not.toEqual(await released({ noiseSeed: 6 }));
    for (const folder of ['shared/src/privacy', 'shared/src/federation/releases']) {
      for (const file of readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')))
        expect(readFileSync(join(ROOT, folder, file), 'utf8'), file).not.toMatch(/createStream|random-stream|Math\.random|\.stream\(/);
    }
  });

  it('9. sums and noise are whole numbers on a grid, and a sum that is not is refused', async () => {
    const { ledger } = await runPrivately(options());
    for (const { body, cost } of ledger.entries) {
      expect(cost.noise).toBe('discrete');
      for (const coordinate of releasedFrom(body!)) expect(Number.isSafeInteger(coordinate / 2 ** cost.gridExponent)).toBe(true);
    }
    const changed = (count: number) =>
      judged((good) => {
        const sum = good.tensors['sum']!;
        return { ...good, tensors: { sum: { ...sum, values: sum.values.map((value, i) => (i === 0 ? count : value)) } } };
      });
    expect(await changed(0.5)).toMatchObject(invalid(/^tensors.sum\[0\]$/));
    expect(await changed(2 ** 53)).toMatchObject(invalid(/^tensors.sum\[0\]$/));
    // More than all members together can have: it would not end the run of others.
    expect(await changed(2 ** 50)).toMatchObject(invalid(/^tensors.sum$/));
  });

  it('10. a claim by sampling needs a secret coin for each client and round: a cohort of fixed size, or one that is known, is refused', async () => {
    const sampled = { ...SECTION, samplingRate: 0.3 };
    expect(refusals({ selection: { kind: 'uniform', clients: 2 } }, sampled)['selection']).toContain('a cohort of fixed size');
    const terms = { unit: 'client', members: CLIENTS, samplingRate: 0.3 } as const;
    expect(() => planPrivacy({ ...TERMS, ...terms, unit: 'record' }, 4)).toThrow(/^privacy.samplingRate: .*every round of its client's/);
    expect(() => planPrivacy({ ...TERMS, ...terms, trust: 'local' }, 4)).toThrow(/^privacy.samplingRate: .*sees who takes part/);
    expect(() => planPrivacy({ ...TERMS, ...terms, relation: 'replace-one' }, 4)).toThrow(/relation.*Poisson/);

    const privacy: PrivacyPlan = {
      ...TERMS,
      ...terms,
      clip: { restart: 1, difference: 2 },
      restart: 1,
      noise: { restart: 1, difference: 1 },
    };
    const { engine, start } = privateFederation(options({ privacy }));
    expect(() => engine.openPhase(start, 'all', 0)).toThrow(/a cohort that secret coins have drawn/);
    const members = start.members.map(({ client }) => client);
    const drawn = Array.from({ length: 400 }, () => poissonCohort(members, 0.3, systemEntropy).size).reduce((sum, size) => sum + size, 0);
    const coins = 400 * members.length;
    // Six standard deviations of a fair count.
    expect(Math.abs(drawn - 0.3 * coins)).toBeLessThan(6 * Math.sqrt(0.3 * 0.7 * coins));
  });

  it('11. no member counts more than another: weights are refused, and change no release', async () => {
    const weighted = { kind: 'synthetic', function: 'quadratic', dimension: 4, weight: 2 };
    expect(refusals({ objective: [weighted, { ...weighted, weight: 1 }] })['objective[0].weight']).toContain('leave weights out');
    const { engine, start, objectives } = privateFederation(options());
    const { contributions } = await sent(options({ rounds: 1, privacy: options().privacy, objectives }));
    const pending = (weight: number) => {
      const members = start.members.map((member, number) => (number === 0 ? { ...member, weight } : member));
      return engine.pendingRelease(engine.accept(engine.openPhase({ ...start, members }, 'all', 0), contributions).state);
    };
    expect(pending(1000)).toEqual(pending(1));
  });

  it.each(['unit', 'epsilon', 'delta', 'clip'] as const)('12. a section without %s is refused', (field) => {
    const { [field]: _, ...section } = SECTION;
    expect(Object.keys(refusals({}, section)).some((path) => path.startsWith(`privacy.${field}`))).toBe(true);
  });

  it('12. relation and trust are named where they were not written, and no private method runs without a section', () => {
    const objective = { kind: 'remote' };
    const asked = { name: 'points', seed: 7, objective, algorithm: { kind: 'zo-diff2' }, rounds: 4, privacy: { ...SECTION, members: 4 } };
    expect(parseExperiment(asked, KNOWN)).toMatchObject({
      ok: true,
      experiment: { privacy: { relation: 'add-remove', trust: 'central' } },
    });
    for (const kind of PRIVATE_METHODS)
      expect(refusals({ algorithm: { kind } }, null)['algorithm.kind']).toContain('add a privacy section');
  });

  it('13. nothing is carried over a restart, and a difference is of data, not of what was sent before', async () => {
    const estimates = async (desk: PrivateOptions['desk']) => {
      const { phases } = await runPrivately({ ...options(), ...(desk === undefined ? {} : { desk }) });
      return phases.map(({ state }) => [...(state.server as unknown as { readonly estimate: Float64Array }).estimate]);
    };
    const inTurn = (releases: readonly number[]): PrivateOptions['desk'] => {
      let next = 0;
      return {
        authorise: () => Promise.resolve(),
        release: (_, { terms }) => Promise.resolve(new Float64Array(terms.dimension).fill(releases[next++]! * TERMS.members)),
        published: () => Promise.resolve(),
      };
    };
    const [, , third, fourth] = await estimates(inTurn([0.5, 0.25, 0.125, 0.0625]));
    const [, , other] = await estimates(inTurn([-0.5, 0.75, 0.125, 0.0625]));
    expect(third).toEqual(Array.from({ length: DIMENSION }, () => 0.125));
    expect(other).toEqual(third);
    expect(fourth).toEqual(Array.from({ length: DIMENSION }, () => 0.1875));

    // What a client that trusts nobody released before, noise and all, is in no later sum: two entropies, the same data.
    const afterNoise = async (noiseSeed: number) => {
      const asked = options({ noiseSeed, objectives: [slopes(() => [0.1])] }, { trust: 'local' });
      const { contributions } = await sent({ ...asked, desk: givenReleases(asked.privacy) });
      return contributions;
    };
    const deviation = options({}, { trust: 'local' }).privacy.noise.difference;
    const { tasks } = await sent(options({ objectives: [slopes(() => [0.1])], desk: givenReleases(options().privacy) }));
    for (const seed of [1, 2, 3]) {
      const [, second] = await afterNoise(seed);
      const { clipRadius } = termsOfTask(tasks[1]!.tensors);
      for (const coordinate of second!.tensors['sum']!.values) expect(Math.abs(coordinate)).toBeLessThan(8 * deviation * clipRadius);
    }
  });
});
