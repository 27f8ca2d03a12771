import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseExperiment, type ParsedExperiment } from './parse-experiment.js';

const algorithmOptions = {
  fzoos: z.strictObject({
    kind: z.literal('fzoos'),
    localIterations: z.int().min(1).max(1000).default(10),
    learningRate: z.number().positive().default(0.01),
  }),
  fedzo: z.strictObject({
    kind: z.literal('fedzo'),
    directions: z.int().min(1).default(20),
    mode: z.enum(['plain', 'scaled']).default('plain'),
  }),
};
const parse = (value: unknown): ParsedExperiment => parseExperiment(value, { algorithmOptions });

const minimal = {
  name: 'quadratic',
  seed: 7,
  objective: { kind: 'synthetic', function: 'levy', dimension: 300 },
  algorithm: { kind: 'fzoos' },
  rounds: 50,
};

function problemsOf(value: unknown): Record<string, string> {
  const parsed = parse(value);
  if (parsed.ok) throw new Error('expected problems');
  return Object.fromEntries(parsed.problems.map(({ path, message }) => [path, message]));
}

function experimentOf(value: unknown): Extract<ParsedExperiment, { ok: true }>['experiment'] {
  const parsed = parse(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.experiment;
}

describe('an experiment file', () => {
  it('needs only name, seed, objective, algorithm.kind and rounds; the rest has defaults', () => {
    expect(experimentOf(minimal)).toEqual({
      name: 'quadratic',
      seed: 7,
      objective: { kind: 'synthetic', function: 'levy', dimension: 300, heterogeneity: 0, noise: 0, failureRate: 0 },
      clients: 5,
      algorithm: { kind: 'fzoos', localIterations: 10, learningRate: 0.01 },
      rounds: 50,
      selection: { kind: 'all' },
      stop: {},
      codec: { dtype: 'f64' },
      observe: false,
      finalValue: true,
    });
  });

  it('takes a budget of bytes as a number or with a unit, and leaves the wire type to it unless one is named', () => {
    const codecOf = (codec: unknown): unknown => experimentOf({ ...minimal, codec }).codec;
    expect(codecOf({ upload: '1 KiB' })).toEqual({ dtype: 'auto', upload: 1024 });
    expect(codecOf({ upload: '1.5kB', dtype: 'f32', topK: 7 })).toEqual({ dtype: 'f32', topK: 7, upload: 1500 });
    expect(codecOf({ topK: 7 })).toEqual({ dtype: 'f64', topK: 7 });
    for (const upload of [0, -5, 1.5, '0 B', '0.3 B', 'KiB'])
      expect(problemsOf({ ...minimal, codec: { upload } })).toHaveProperty(['codec.upload']);
  });

  it('keeps every field that is said', () => {
    const full = {
      name: 'quadratic',
      seed: 7,
      objective: { kind: 'instance', file: 'path.json', noise: 0.1, failureRate: 0.05 },
      clients: 5,
      algorithm: { kind: 'fzoos', localIterations: 3, learningRate: 0.5 },
      rounds: 50,
      selection: { kind: 'uniform', clients: 2 },
      stop: { value: -0.019, queries: 12000, seconds: 600 },
      codec: { dtype: 'f32' },
      observe: true,
      finalValue: false,
    };
    expect(experimentOf(full)).toEqual(full);
  });

  it('is a valid experiment file again once it is parsed', () => {
    const once = experimentOf({
      ...minimal,
      objective: { kind: 'process', command: 'python3 "my score.py"', dimension: 2, lower: -1, upper: 1, start: 0 },
    });
    expect(once.objective).toMatchObject({ command: ['python3', 'my score.py'], timeoutSeconds: 600 });
    expect(experimentOf(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('reports everything that is wrong at once, each with its path, the value and the way out', () => {
    expect(
      problemsOf({
        name: '',
        seed: -1,
        objective: { kind: 'synthetic', function: 'levi', dimension: 0, box: 'random', lower: 3, upper: 2 },
        algorithm: { kind: 'fzoos', localIteration: 5, learningRate: 0 },
        rounds: 2.5,
        roundz: 3,
        selection: { kind: 'uniform' },
        stop: { value: '1' },
        codec: { dtype: 'i4', topK: 0, upload: '1 kib' },
      }),
    ).toEqual({
      name: 'must be a text of 1 to 200 characters; got ""',
      seed: 'must be a whole number, at least 0; got -1',
      'objective.function':
        'must be one of quadratic, ackley, levy, rosenbrock, rastrigin, ellipsoid, sphere; got "levi"; did you mean levy?',
      'objective.dimension': 'must be a whole number, at least 1; got 0',
      'objective.lower': 'must be below upper in every coordinate; got 3, 2',
      'objective.box': 'excludes lower and upper; keep one of the two',
      'algorithm.localIteration': 'unknown key; did you mean localIterations?',
      'algorithm.learningRate': 'must be a number above 0; got 0',
      rounds: 'must be a whole number, at least 1; got 2.5',
      roundz: 'unknown key; did you mean rounds?',
      'selection.clients': 'is required: a whole number, at least 1',
      'stop.value': 'must be a finite number; got "1"',
      'codec.dtype': 'must be one of f64, f32, f16, bf16, q8, auto; got "i4"',
      'codec.topK': 'must be a whole number, at least 1; got 0',
      'codec.upload': 'must be a number of bytes from 1, such as 1024 or 1 KiB; got "1 kib"',
    });
  });

  it('says what is missing', () => {
    expect(problemsOf({})).toEqual({
      name: 'is required: a text of 1 to 200 characters',
      seed: 'is required: a whole number, at least 0',
      objective: 'is required: a mapping with a kind',
      algorithm: 'is required: a mapping with a kind',
      rounds: 'is required: a whole number, at least 1',
    });
  });

  it('lists the known methods, kinds and options where one is not known', () => {
    expect(problemsOf({ ...minimal, algorithm: { kind: 'sgd' } })).toEqual({ 'algorithm.kind': 'must be one of fzoos, fedzo; got "sgd"' });
    expect(problemsOf({ ...minimal, objective: { kind: 'modul' } })['objective.kind']).toMatch(/did you mean module\?$/);
    expect(problemsOf({ ...minimal, algorithm: { kind: 'fedzo', zzzzzz: 1, mode: 'plan' } })).toEqual({
      'algorithm.zzzzzz': 'unknown key; allowed here: kind, directions, mode',
      'algorithm.mode': 'must be one of plain, scaled; got "plan"; did you mean plain?',
    });
  });

  it('takes a list of objectives, one a client, and checks each', () => {
    const list = [
      { kind: 'instance', file: 'a.json', client: 0 },
      { kind: 'process', file: 'b.yaml' },
      { kind: 'module', file: 'score.mjs', dimension: 2, lower: [0, 1], upper: 3, start: 2 },
      { kind: 'module', file: 'score.yaml' },
    ];
    expect(experimentOf({ ...minimal, objective: list }).clients).toBe(4);
    expect(problemsOf({ ...minimal, objective: list, clients: 3 })).toEqual({
      clients: 'must be 4, the number of objectives listed, or be left out; got 3',
    });
    expect(
      problemsOf({ ...minimal, objective: [list[0], { kind: 'module', file: 'score.mjs', dimension: 2, lower: [0], upper: 3 }] }),
    ).toEqual({
      'objective[1].start': 'is required: a finite number, or a list of finite numbers, one a coordinate',
      'objective[1].lower': 'has 1 coordinates, must have dimension = 2 of them (or be one number for all)',
    });
  });

  it('holds what stands in two places to agree', () => {
    expect(problemsOf({ ...minimal, clients: 3, selection: { kind: 'uniform', clients: 4 } })).toEqual({
      'selection.clients': 'must be at most the number of clients, 3; got 4',
    });
    expect(Object.keys(problemsOf({ ...minimal, participation: { quorum: 0.5 } }))).toEqual(['participation']);
    expect(Object.keys(problemsOf({ ...minimal, objective: { kind: 'remote' }, clients: 3 }))).toEqual(['clients']);
  });

  it('takes a remote objective with its terms of participation', () => {
    const remote = experimentOf({ ...minimal, objective: { kind: 'remote' }, participation: { minimumClients: 3, deadlineSeconds: 30 } });
    expect(remote.participation).toEqual({ minimumClients: 3, quorum: 1, deadlineSeconds: 30, stepwise: false });
    expect(remote.clients).toBeUndefined();
    expect(Object.keys(problemsOf({ ...minimal, objective: { kind: 'remote' }, participation: { quorum: 2 } }))).toEqual([
      'participation.quorum',
    ]);
  });

  it('never throws, whatever it is given', () => {
    const key = fc.constantFrom(
      'name',
      'seed',
      'objective',
      'clients',
      'algorithm',
      'rounds',
      'selection',
      'stop',
      'codec',
      'observe',
      'finalValue',
      'participation',
      'kind',
      'dimension',
      'lower',
      'file',
      '__proto__',
    );
    const word = fc.constantFrom('synthetic', 'instance', 'process', 'remote', 'uniform', 'fzoos', 'levy', 'constructor', '');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        word,
        fc.double(),
        fc.dictionary(key, tie('tree'), { maxKeys: 8 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const parsed = parse(value);
        if (!parsed.ok) for (const { path, message } of parsed.problems) expect(typeof path === 'string' && message.length > 0).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('never accepts a valid file with one value replaced by nonsense without saying where', () => {
    const full = { ...minimal, clients: 5, selection: { kind: 'all' }, stop: { queries: 10 }, codec: { dtype: 'f64' }, observe: false };
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(full)),
        fc.constantFrom(null, 'x'.repeat(300), -0.5, [], [null], { kind: 4 }, true),
        (field, nonsense) => {
          const parsed = parse({ ...full, [field]: nonsense });
          if (parsed.ok) expect(field === 'observe' && nonsense === true).toBe(true);
          else expect(parsed.problems.some(({ path }) => path.startsWith(field))).toBe(true);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });
});
