import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBox, type Outcome } from '@fedzoo/shared/objectives';
import type { TensorflowSpec } from '@fedzoo/shared/experiment';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTensorflowObjective } from './tensorflow-objective.js';
import { loadTensorflow } from './tensorflow-runtime.js';

let directory: string;
const logged: string[] = [];
const log = { info: (text: string) => void logged.push(text), warn: () => undefined, error: () => undefined };

/** Two inputs, two classes, no hidden layer: scores are softmax(W'x + b), weights [w00 w01 w10 w11 b0 b1]. */
const OWN_WEIGHTS = [1, -1, 0.5, 0.25, 0, 0];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-tensorflow-'));
  const { tf } = await loadTensorflow(log);
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 2, activation: 'softmax' })] });
  model.setWeights([tf.tensor2d(OWN_WEIGHTS.slice(0, 4), [2, 2]), tf.tensor1d(OWN_WEIGHTS.slice(4))]);
  await model.save({
    save(artifacts) {
      // Two shards, cut inside a weight, as large models are written.
      const bytes = Buffer.from(artifacts.weightData as ArrayBuffer);
      writeFileSync(join(directory, 'shard1.bin'), bytes.subarray(0, 6));
      writeFileSync(join(directory, 'shard2.bin'), bytes.subarray(6));
      writeFileSync(
        join(directory, 'model.json'),
        JSON.stringify({
          modelTopology: artifacts.modelTopology,
          format: 'layers-model',
          weightsManifest: [{ paths: ['shard1.bin', 'shard2.bin'], weights: artifacts.weightSpecs }],
        }),
      );
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    },
  });
  writeFileSync(
    join(directory, 'data.json'),
    JSON.stringify({
      inputs: [
        [1, 0],
        [0, 1],
        [1, 1],
        [[-1], [0]],
      ],
      labels: [0, 0, 0, 1],
    }),
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

async function load(change: Partial<TensorflowSpec> = {}) {
  const spec: TensorflowSpec = {
    kind: 'tensorflow',
    model: join(directory, 'model.json'),
    data: join(directory, 'data.json'),
    metric: 'cross-entropy',
    relative: false,
    dimension: 6,
    lower: -2,
    upper: 2,
    start: 0,
    timeoutSeconds: 60,
    ...change,
  };
  const { objective, close } = await loadTensorflowObjective({ spec, box: createBox(-2, 2, spec.dimension), log });
  const at = (weights: readonly number[]): Outcome =>
    objective.evaluate(
      Float64Array.from(weights, (w) => (w + 2) / 4),
      0,
    );
  return { at, close };
}

/** −ln softmax(W'x + b)[label], in 64 bits. */
function crossEntropy(w: readonly number[]): number {
  const rows: [number, number, number][] = [
    [1, 0, 0],
    [0, 1, 0],
    [1, 1, 0],
    [-1, 0, 1],
  ];
  const losses = rows.map(([p, q, label]) => {
    const scores = [p * w[0]! + q * w[2]! + w[4]!, p * w[1]! + q * w[3]! + w[5]!];
    return Math.log(Math.exp(scores[0]!) + Math.exp(scores[1]!)) - scores[label]!;
  });
  return losses.reduce((sum, loss) => sum + loss) / rows.length;
}

describe('a tensorflow objective', () => {
  it('says in the log what computes', () => {
    expect(logged.join('\n')).toMatch(
      /TensorFlow\.js 4\.\d+\.\d+ computes with (the native library|WebAssembly \(the native library is not used: .+\))/,
    );
  });

  it('is the metric of the model whose flat weights are x, in the order of getWeights', async () => {
    const { at, close } = await load();
    for (const weights of [OWN_WEIGHTS, [0, 0, 0, 0, 0, 0], [1.5, -0.5, 0.25, 1, -1, 0.5]]) {
      const outcome = at(weights);
      // The model computes in 32 bits.
      expect(outcome.kind === 'value' ? outcome.value : outcome).toBeCloseTo(crossEntropy(weights), 5);
    }
    await close();
  });

  it('adds x to the weights in the file if it is relative', async () => {
    const { at, close } = await load({ relative: true });
    const outcome = at([0, 0, 0, 0, 0, 0]);
    expect(outcome.kind === 'value' ? outcome.value : outcome).toBeCloseTo(crossEntropy(OWN_WEIGHTS), 5);
    await close();
  });

  it('minimises one minus accuracy and one minus macro-F1', async () => {
    const always0 = [0, 0, 0, 0, 1, 0];
    const accuracy = await load({ metric: 'accuracy' });
    expect(accuracy.at(always0)).toMatchObject({ kind: 'value', value: 0.25 });
    await accuracy.close();
    const macroF1 = await load({ metric: 'macro-f1' });
    // Class 0: 6/7, class 1: never predicted, 0.
    expect(macroF1.at(always0)).toEqual({ kind: 'value', value: 1 - 3 / 7 });
    expect(macroF1.at([1, -1, 1, -1, 0, 0])).toEqual({ kind: 'value', value: 0 });
    await macroF1.close();
  });

  it('keeps no tensors between evaluations', async () => {
    const { tf } = await loadTensorflow(log);
    const { at, close } = await load();
    at(OWN_WEIGHTS);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) at(OWN_WEIGHTS);
    expect(tf.memory().numTensors).toBe(before);
    await close();
  });

  it('marks an evaluation that took longer than its limit as timed out', async () => {
    const { at, close } = await load({ timeoutSeconds: 1e-9 });
    expect(at(OWN_WEIGHTS)).toEqual({ kind: 'timedOut' });
    await close();
  });

  it.each([
    [{ dimension: 7 }, /dimension: is 7, but .*model\.json has 6 weights; set dimension: 6/],
    [{ data: 'rows' }, /data: rows of .* have 3 numbers, .* takes \[2\]/],
    [{ data: 'labels' }, /data: labels\[0\] of .* is 2, .* knows the classes 0 to 1/],
    [{ data: 'ragged' }, /data: .*inputs\[1\] has 1 numbers, inputs\[0\] has 2/],
    [{ data: 'half' }, /data: .*labels\[0\] is 0\.5; a label is the number of a class/],
    [{ data: 'none' }, /data: .* must be \{ "inputs"/],
    [{ model: 'data.json' }, /model: .* is not a layers model/],
    [{ model: 'shardless.json' }, /model: .*gone\.bin cannot be read/],
  ])('refuses what does not fit together: %j', async (change, message) => {
    const files = {
      rows: { inputs: [[1, 2, 3]], labels: [0] },
      labels: { inputs: [[1, 2]], labels: [2] },
      ragged: { inputs: [[1, 2], [1]], labels: [0, 1] },
      half: { inputs: [[1, 2]], labels: [0.5] },
      none: { inputs: [], labels: [] },
      'shardless.json': { modelTopology: {}, weightsManifest: [{ paths: ['gone.bin'], weights: [] }] },
    };
    for (const [name, json] of Object.entries(files))
      if (!readdirSync(directory).includes(name)) writeFileSync(join(directory, name), JSON.stringify(json));
    const absolute = Object.fromEntries(
      Object.entries(change).map(([key, value]) => [key, typeof value === 'string' ? join(directory, value) : value]),
    );
    await expect(load(absolute)).rejects.toThrow(message);
  });
});
