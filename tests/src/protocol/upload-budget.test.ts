import { createLocalPool } from '@fedzoo/shared/federation';
import type { ClientId } from '@fedzoo/shared/federation/client';
import {
  chooseEncoding,
  createRoundEngine,
  createServerHalf,
  resolveForRun,
  uploadRoom,
  resolveAlgorithm,
  type AlgorithmOptions,
  type CodecOptions,
  type Encoding,
  type RunId,
  type RunPlan,
} from '@fedzoo/shared/federation/server';
import { scalarKernels } from '@fedzoo/shared/numeric';
import { createSyntheticProblem } from '@fedzoo/shared/objectives';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';
import { describe, expect, it } from 'vitest';

const d = 200;
const local = { localIterations: 2, directions: 3 };
const METHODS: Readonly<Record<string, AlgorithmOptions>> = {
  fedzo: { kind: 'fedzo', ...local },
  'fedzo with the accept test': { kind: 'fedzo', ...local, acceptIfBetter: true },
  fedprox: { kind: 'fedprox', ...local },
  fedlion: { kind: 'fedlion', ...local },
  scaffold1: { kind: 'scaffold1', ...local },
  scaffold2: { kind: 'scaffold2', ...local },
  fzoos: {
    kind: 'fzoos',
    localIterations: 2,
    features: 400,
    localQueries: { candidates: 4, queries: 1 },
    surrogateQueries: { candidates: 4, queries: 2 },
  },
  'gp-trust-region': { kind: 'gp-trust-region' },
  auto: { kind: 'auto', method: { kind: 'gp-trust-region', directions: 50, folded: true }, because: 'it is folded' },
  'auto with a successor': {
    kind: 'auto',
    method: { kind: 'gp-trust-region', directions: 10, folded: true },
    because: 'it is folded',
    successor: { kind: 'cma-es', population: 8 },
  },
  'seed-scalar': { kind: 'seed-scalar' },
  'cma-es': { kind: 'cma-es' },
  cbo: { kind: 'cbo' },
};

function choose(given: AlgorithmOptions, codec: CodecOptions): Encoding {
  return chooseEncoding(codec, { plan: planWith(given), measure: contributionBytes, nameBytes: NAME.length });
}

function planWith(given: AlgorithmOptions): Omit<RunPlan, 'dtype' | 'topK'> {
  return { run: 'run-00000000' as RunId, name: 'budget', seed: 4, rounds: 2, dimension: d, algorithm: { ...resolveAlgorithm(given) } };
}

const NAME = 'client-00001';
const withBudget = (upload: number): CodecOptions => ({ dtype: 'auto', upload });
const told = ({ codec }: Encoding): number => Number(/at most (\d+) of/.exec(codec.because ?? '')?.[1]);

/** The bytes that a client really sends in each of two rounds. */
async function sentIn({ codec, algorithm }: Encoding): Promise<number[]> {
  const { dtype, topK, delta } = codec;
  const plan: RunPlan = { ...planWith(algorithm), dtype, ...(topK === undefined ? {} : { topK }), ...(delta === true ? { delta } : {}) };
  const problem = createSyntheticProblem({ function: 'quadratic', dimension: d, clients: 2, heterogeneity: 2, seed: 5 });
  const measure = { task: taskBytes, contribution: contributionBytes };
  const engine = createRoundEngine({ plan, server: createServerHalf(plan, scalarKernels), selection: { kind: 'all' }, measure });
  const pool = createLocalPool({ plan, kernels: scalarKernels, objectives: new Map(problem.objectives.entries()) });
  let state = engine.init(
    problem.start,
    [1, 2].map((number) => ({ client: `client-0000${number}` as ClientId, weight: 1 })),
  );
  const sent = [0, 0];
  while (state.status !== 'finished') {
    state = engine.openPhase(state, 'all', 0);
    const contributions = await pool.run(engine.tasks(state));
    for (const contribution of contributions) {
      expect(contribution.failure).toBeUndefined();
      if (contribution.client === NAME) sent[contribution.round - 1] = sent[contribution.round - 1]! + contributionBytes(contribution);
    }
    state = engine.closePhase(engine.accept(state, contributions).state).state;
  }
  return sent;
}

/** The least budget that is not refused, as the refusal of less says. */
function leastBudget(options: AlgorithmOptions): number {
  try {
    choose(options, withBudget(1));
  } catch (error) {
    return Number(/at least (\d+)/.exec((error as Error).message)?.[1]);
  }
  throw new Error('a byte was enough');
}

describe.each(Object.entries(METHODS))('a budget of bytes for %s', (_name, options) => {
  it('is kept by every round, and all but a few bytes of what was foreseen are used', async () => {
    const least = leastBudget(options);
    for (const upload of [least, Math.round(1.5 * least), 6000]) {
      const encoding = choose(options, { ...withBudget(upload), delta: upload === Math.round(1.5 * least) });
      expect(told(encoding)).toBeLessThanOrEqual(upload);
      for (const bytes of await sentIn(encoding)) {
        expect(bytes).toBeLessThanOrEqual(told(encoding));
        // Small counts: up to 16 bytes a phase, of which there are three at most; and closer places, one byte for each 128 elements.
        expect(bytes).toBeGreaterThan(told(encoding) - 3 * 16 - d / 128);
      }
    }
  });

  it('below the least that would do is refused by name, and the least itself is not', () => {
    const least = leastBudget(options);
    expect(() => choose(options, withBudget(least - 1))).toThrow(new RegExp(`^codec\\.upload: is ${least - 1} bytes.* at least ${least} `));
    expect(told(choose(options, withBudget(least)))).toBe(least);
  });

  it('leaves more room for more, and a choice that was made stays as it is', () => {
    const least = leastBudget(options);
    let before = 0;
    for (let upload = least; upload < 5000; upload += 200) {
      const encoding = choose(options, withBudget(upload));
      const again = chooseEncoding(encoding.codec, {
        plan: { ...planWith(options), algorithm: encoding.algorithm },
        measure: contributionBytes,
        nameBytes: NAME.length,
      });
      expect(again).toEqual(encoding);
      expect(told(encoding)).toBeGreaterThan(0.5 * before);
      before = told(encoding);
    }
  });
});

describe('the choice of an encoding', () => {
  it('goes from the widest wire type to fewer elements, and says what the next wider takes', () => {
    const codecOf = (upload: number) => choose(METHODS['fedzo']!, withBudget(upload)).codec;
    expect(codecOf(2000).dtype).toBe('f64');
    expect(codecOf(1000)).toMatchObject({ dtype: 'f32', because: expect.stringMatching(/^f32, as f64 takes \d+: at most/) });
    expect(codecOf(600).dtype).toBe('f16');
    expect(codecOf(400)).not.toHaveProperty('topK');
    const small = codecOf(200);
    expect(small).toMatchObject({ dtype: 'q8', because: expect.stringMatching(/^the \d+ largest of 200 elements .* in q8/) });
    expect(small.topK).toBeGreaterThan(30);
    expect(choose(METHODS['fedzo']!, { dtype: 'f32', upload: 200 }).codec).toMatchObject({ dtype: 'f32' });
  });

  it('takes fewer directions where values are sent, never less than f32, also under auto', () => {
    const { codec, algorithm } = choose(METHODS['auto']!, withBudget(300));
    expect(codec.dtype).toBe('f32');
    expect((algorithm['method'] as { directions: number }).directions).toBeLessThan(50);
    expect(algorithm.kind).toBe('auto');
  });

  it('without a budget is what was asked for', () => {
    expect(choose(METHODS['fedzo']!, { dtype: 'q8', topK: 5 }).codec).toEqual({ dtype: 'q8', topK: 5 });
    expect(choose(METHODS['cbo']!, { dtype: 'auto' }).codec).toEqual({ dtype: 'f64' });
  });

  it.each(['fedlion', 'gp-trust-region', 'auto', 'seed-scalar', 'cma-es', 'cbo'])(
    'refuses a part of the updates of %s, which has none',
    (kind) => {
      expect(() => choose(METHODS[kind]!, { dtype: 'f64', topK: 5 })).toThrow(
        /^codec\.topK: is 5, but clients of .* send no updates: .* (take|name one of) fedzo/,
      );
    },
  );

  it('says of a part of updates under auto which method that chose, why, and what to name instead', () => {
    expect(() => choose(METHODS['auto']!, { dtype: 'f64', topK: 5 })).toThrow(
      /clients of gp-trust-region, which auto chose \(it is folded\), send no updates: .*; leave it out, or name one of fedzo, .* in algorithm\.kind$/,
    );
  });

  it('under auto is preceded by a method for which there is room', () => {
    const unchosen = { run: 'run-00000000' as RunId, name: 'budget', seed: 4, rounds: 2, dimension: d };
    const messages = { measure: contributionBytes, nameBytes: NAME.length };
    const methodWithin = (upload: number): AlgorithmOptions => {
      const room = uploadRoom(withBudget(upload), { plan: unchosen, ...messages });
      const resolved = resolveForRun(resolveAlgorithm({ kind: 'auto' }), { dimension: d, clients: 5, cohort: 5, upload: room });
      const { codec, algorithm } = chooseEncoding(withBudget(upload), { plan: { ...unchosen, algorithm: resolved }, ...messages });
      expect(codec.because).toMatch(new RegExp(`at most \\d+ of ${upload} bytes`));
      return algorithm['method'] as AlgorithmOptions;
    };
    const least = leastBudget({ kind: 'gp-trust-region', folded: true });
    expect([methodWithin(least - 1).kind, methodWithin(least).kind]).toEqual(['seed-scalar', 'gp-trust-region']);
    expect(methodWithin(least)['directions']).toBe(1);
  });

  it('offers seed-scalar as a way out only where that fits', () => {
    const least = leastBudget(METHODS['seed-scalar']!);
    const scaffold = METHODS['scaffold2']!;
    expect(leastBudget(scaffold)).toBeGreaterThan(least);
    expect(() => choose(scaffold, withBudget(least))).toThrow(new RegExp(`or take seed-scalar, which does with ${least} whatever d is$`));
    expect(() => choose(scaffold, withBudget(least - 1))).toThrow(/give it that much$/);
  });

  it('refuses more elements than there are', () => {
    expect(() => choose(METHODS['fedzo']!, { dtype: 'f64', topK: d + 1 })).toThrow(/^codec\.topK: is 201 where an update has 200/);
  });
});
