import { createHash } from 'node:crypto';

/** Short, without upper case, and not one of the names that Windows keeps for devices. */
const PLAIN = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9_-]{0,59}$/;

/**
 * The name of a data set as that of a file or folder, on any file system: itself where it is short and plain, else what is plain of it and
 * the beginning of its hash, so that names which differ in case or in other signs stay apart.
 */
export function dataSetFileName(dataSet: string): string {
  if (PLAIN.test(dataSet)) return dataSet;
  const plain = dataSet
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .slice(0, 40)
    .replace(/^[^a-z0-9]+/, '');
  return `${plain === '' ? 'data' : plain}--${createHash('sha256').update(dataSet, 'utf8').digest('hex').slice(0, 16)}`;
}
