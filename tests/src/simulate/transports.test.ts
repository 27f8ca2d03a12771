import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runFedzoo } from '../support/launcher.js';
import { experimentFolder, rowsWithoutSeconds, SMALL_FZOOS, withoutSeconds } from './experiment-fixture.js';

const WAYS = [
  ['--transport', 'memory', '--workers', '2'],
  ['--transport', 'memory', '--workers', '1'],
  ['--transport', 'codec'],
  ['--transport', 'socket'],
] as const;

const CODECS = [
  ...['f64', 'f32', 'f16', 'bf16', 'q8'].map((dtype) => `{ dtype: ${dtype} }`),
  '{ dtype: f32, topK: 3 }',
  '{ dtype: q8, topK: 5 }',
  '{ upload: 250 }',
];

describe.each(CODECS)('one seed, codec %s', (codec) => {
  it('gives the same finalX, queries, bytes and rows on every transport and with one or two workers, bit for bit', async () => {
    await using folder = await experimentFolder(SMALL_FZOOS);
    const results: { record: unknown; rows: unknown[] }[] = [];
    for (const [index, way] of WAYS.entries()) {
      const directory = folder.path(`out-${index}`);
      const { code, stdout, stderr } = await runFedzoo([
        'simulate',
        folder.file,
        '--set',
        `codec=${codec}`,
        ...way,
        '--out',
        directory,
        '--json',
      ]);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toEqual(JSON.parse(await readFile(`${directory}/run.json`, 'utf8')));
      results.push({ record: withoutSeconds(stdout), rows: await rowsWithoutSeconds(directory) });
    }
    const [first, ...others] = results;
    expect((first?.rows[4] as { queries: number } | undefined)?.queries).toBeGreaterThan(0);
    for (const other of others) expect(other).toStrictEqual(first);
  });
});
