import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runFedzoo } from '../support/launcher.js';
import {
  experimentFolder,
  type ExperimentFolder,
  rowsWithoutSeconds,
  SMALL_FZOOS,
  SMALL_RELAY,
  withoutSeconds,
} from './experiment-fixture.js';

const WAYS = [
  ['--transport', 'memory', '--workers', '2'],
  ['--transport', 'memory', '--workers', '1'],
  ['--transport', 'codec'],
  ['--transport', 'socket'],
] as const;

/** What a simulation leaves behind, from the command line to the files. */
async function simulate(
  folder: ExperimentFolder,
  options: readonly string[],
  name: string,
): Promise<{ record: unknown; rows: unknown[]; stderr: string }> {
  const directory = folder.path(name);
  const { code, stdout, stderr } = await runFedzoo(['simulate', folder.file, ...options, '--out', directory, '--json']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(await readFile(`${directory}/run.json`, 'utf8')));
  return { record: withoutSeconds(stdout), rows: await rowsWithoutSeconds(directory), stderr };
}

const CODECS = [
  ...['f64', 'f32', 'f16', 'bf16', 'q8'].map((dtype) => `{ dtype: ${dtype} }`),
  '{ dtype: f32, topK: 3 }',
  '{ dtype: q8, topK: 5, delta: true }',
  '{ upload: 250, delta: true }',
];

describe.each(CODECS)('one seed, codec %s', (codec) => {
  it('gives the same finalX, queries, bytes and rows on every transport and with one or two workers, bit for bit', async () => {
    await using folder = await experimentFolder(SMALL_FZOOS);
    const results: { record: unknown; rows: unknown[] }[] = [];
    for (const [index, way] of WAYS.entries()) {
      const { record, rows } = await simulate(folder, ['--set', `codec=${codec}`, ...way], `out-${index}`);
      results.push({ record, rows });
    }
    const [first, ...others] = results;
    expect((first?.rows[4] as { queries: number } | undefined)?.queries).toBeGreaterThan(0);
    for (const other of others) expect(other).toStrictEqual(first);
  });
});

describe('a run in which one method hands over to another', () => {
  it('is the same over sockets as in memory, bit for bit', async () => {
    await using folder = await experimentFolder(SMALL_RELAY);
    const { stderr, ...memory } = await simulate(folder, ['--transport', 'memory'], 'memory');
    expect(stderr).toMatch(/^round 54: cma-es takes over: /m);
    const { stderr: _stderr, ...socket } = await simulate(folder, ['--transport', 'socket'], 'socket');
    expect(socket).toStrictEqual(memory);
  });
});
