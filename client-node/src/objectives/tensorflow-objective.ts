import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { TensorflowSpec } from '@fedzoo/shared/experiment';
import { inNaturalUnits, recordsOutcome, valueOutcome, type Box, type SynchronousObjective } from '@fedzoo/shared/objectives';
import type { LogSink } from '../log-sink.js';
import { UserError } from '../user-error.js';
import { readLabelledData, type LabelledData } from './labelled-data.js';
import { macroF1 } from './metrics.js';
import { loadModelFile } from './model-file.js';
import { recordLosses } from './record-losses.js';
import { loadTensorflow, type Tensorflow } from './tensorflow-runtime.js';

export interface TensorflowObjectiveConfig {
  readonly spec: TensorflowSpec;
  readonly box: Box;
  readonly log: LogSink;
}

/**
 * The score of a layers model on local data, as a function of its flat weights (those of `model.getWeights()`, in that order, each
 * row-major): x in natural units is the weights or, if `relative`, what is added to those in the model's file. Computed in this process,
 * in 32 bits, so a time limit only marks an evaluation that took too long; it cannot end it. Throws `UserError`.
 */
export async function loadTensorflowObjective({
  spec,
  box,
  log,
}: TensorflowObjectiveConfig): Promise<{ objective: SynchronousObjective; close: () => Promise<void> }> {
  const { tf } = await loadTensorflow(log);
  const model = await loadModelFile(tf, spec.model);
  const data = await readLabelledData(spec.data);
  const columns = checkModel(model, data, spec);
  const inputShape = model.inputs[0]?.shape.slice(1).map(Number) ?? [];
  const inputs = tf.tensor(data.inputs, [data.labels.length, ...inputShape]);
  const shapes = model.getWeights().map(({ shape }) => shape);
  const offset = spec.relative ? flatWeights(model) : undefined;

  const objective = inNaturalUnits(box, (z) => {
    const startedAtMs = performance.now();
    const weights = offset === undefined ? z : z.map((change, j) => change + (offset[j] ?? 0));
    const scores = tf.tidy(() => {
      model.setWeights(sliceWeights(tf, weights, shapes));
      return firstOutput(model.predict(inputs)).dataSync();
    });
    const predictions = { scores, labels: data.labels, columns };
    const outcome =
      spec.metric === 'macro-f1' ? valueOutcome(1 - macroF1(predictions)) : recordsOutcome(recordLosses(spec.metric, predictions));
    return performance.now() - startedAtMs > spec.timeoutSeconds * 1000 ? { kind: 'timedOut' } : outcome;
  });
  return {
    objective,
    close: () => {
      inputs.dispose();
      model.dispose();
      return Promise.resolve();
    },
  };
}

/** The number of the model's outputs a row, after checking that model, data and dimension fit together. */
function checkModel(model: LayersModel, data: LabelledData, spec: TensorflowSpec): number {
  const weights = model.countParams();
  if (weights !== spec.dimension)
    throw new UserError('dimension', `is ${spec.dimension}, but ${spec.model} has ${weights} weights; set dimension: ${weights}`);
  const inputShape = model.inputs[0]?.shape.slice(1) ?? [];
  const rowLength = inputShape.reduce<number>((product, size) => product * (size ?? Number.NaN), 1);
  if (model.inputs.length !== 1 || rowLength !== data.rowLength) {
    throw new UserError(
      'data',
      `rows of ${spec.data} have ${data.rowLength} numbers, ${spec.model} takes [${inputShape.join(' × ')}] in ${model.inputs.length} input(s)`,
    );
  }
  const outputShape = model.outputs[0]?.shape ?? [];
  const columns = outputShape[1] ?? 0;
  if (model.outputs.length !== 1 || outputShape.length !== 2 || columns < 1) {
    throw new UserError(
      'model',
      `${spec.model} must have one output of a score a class, [rows × classes]; it has shape [${outputShape.join(' × ')}]`,
    );
  }
  const classes = Math.max(columns, 2);
  const unknown = data.labels.findIndex((label) => label >= classes);
  if (unknown >= 0)
    throw new UserError(
      'data',
      `labels[${unknown}] of ${spec.data} is ${data.labels[unknown]}, ${spec.model} knows the classes 0 to ${classes - 1}`,
    );
  return columns;
}

function sliceWeights(tf: Tensorflow, flat: Float64Array, shapes: readonly number[][]): Tensor[] {
  let at = 0;
  return shapes.map((shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const slice = Float32Array.from(flat.subarray(at, at + size));
    at += size;
    return tf.tensor(slice, shape);
  });
}

function flatWeights(model: LayersModel): Float64Array {
  return Float64Array.from(model.getWeights().flatMap((weight) => Array.from(weight.dataSync())));
}

function firstOutput(outputs: Tensor | Tensor[]): Tensor {
  const output = Array.isArray(outputs) ? outputs[0] : outputs;
  if (output === undefined) throw new UserError('model', 'gave no output');
  return output;
}
