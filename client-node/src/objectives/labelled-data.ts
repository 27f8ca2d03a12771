import { UserError } from '../user-error.js';
import { readJsonFile } from './data-file.js';

/** Rows and their classes. */
export interface LabelledData {
  /** n × `rowLength`, row-major. */
  readonly inputs: Float32Array;
  readonly rowLength: number;
  /** n integers, at least 0. */
  readonly labels: Int32Array;
}

/** Reads `{ "inputs": [[…], …], "labels": […] }`; a row may be nested (an image), it is taken flat. Throws `UserError`. */
export async function readLabelledData(path: string): Promise<LabelledData> {
  const json = await readJsonFile(path, 'data');
  const { inputs, labels } = (typeof json === 'object' && json !== null ? json : {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(inputs) || !Array.isArray(labels) || inputs.length === 0 || inputs.length !== labels.length) {
    throw new UserError('data', `${path} must be { "inputs": [rows], "labels": [classes] } with equally many of both, at least one`);
  }
  const rows = inputs.map((row: unknown) => (Array.isArray(row) ? (row.flat(Infinity) as unknown[]) : [row]));
  const rowLength = rows[0]?.length ?? 0;
  const flat = new Float32Array(rows.length * rowLength);
  for (const [i, row] of rows.entries()) {
    if (row.length !== rowLength)
      throw new UserError('data', `${path}: inputs[${i}] has ${row.length} numbers, inputs[0] has ${rowLength}`);
    for (const [j, element] of row.entries()) {
      if (typeof element !== 'number' || !Number.isFinite(element))
        throw new UserError('data', `${path}: inputs[${i}], element ${j} is not a finite number`);
      flat[i * rowLength + j] = element;
    }
  }
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || Number(label) < 0);
  if (wrong >= 0)
    throw new UserError('data', `${path}: labels[${wrong}] is ${JSON.stringify(labels[wrong])}; a label is the number of a class, from 0`);
  return { inputs: flat, rowLength, labels: Int32Array.from(labels as number[]) };
}
