import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readObjectiveFile } from '../objectives/objective-file.js';
import { UserError } from '../user-error.js';
import { openDemoFolder, writeClientFiles } from './demo-folder.js';
import { evaluate, scoreDigits } from './digits-objective.js';
import { tunedOnScore } from './tuned-weights.js';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'fedzoo-demo-folder-'));
});

afterEach(() => {
  rmSync(parent, { recursive: true });
});

describe('the folder of a demonstration', () => {
  it('is emptied of the one before', async () => {
    const directory = join(parent, 'demo');
    (await openDemoFolder(directory))();
    writeFileSync(join(directory, 'report.html'), 'old');
    writeFileSync(join(directory, 'coordinator', 'old'), '');
    (await openDemoFolder(directory))();
    expect(existsSync(join(directory, 'report.html'))).toBe(false);
    expect(existsSync(join(directory, 'coordinator', 'old'))).toBe(false);
  });

  it('is refused and left alone where it holds something else', async () => {
    writeFileSync(join(parent, 'report.html'), 'mine');
    await expect(openDemoFolder(parent)).rejects.toThrow(UserError);
    expect(readFileSync(join(parent, 'report.html'), 'utf8')).toBe('mine');
  });

  it('belongs to one demonstration at a time', async () => {
    const directory = join(parent, 'demo');
    const close = await openDemoFolder(directory);
    await expect(openDemoFolder(directory)).rejects.toThrow(/another demonstration/);
    close();
    (await openDemoFolder(directory))();
  });
});

describe('the files of a client', () => {
  const digits = {
    inputs: Float32Array.from({ length: 98 }, (_, at) => Math.fround((at % 7) / 10)),
    rowLength: 49,
    labels: Int32Array.of(3, 8),
  };
  const start = Float64Array.from({ length: 490 }, (_, j) => Math.sin(j));
  const { objective, weightsAt } = tunedOnScore(start);

  it('are an objective whose box has the start at its centre', async () => {
    const { objectiveFile } = await writeClientFiles(parent, { name: 'client-01', digits, objective });
    const spec = await readObjectiveFile(objectiveFile);
    expect(spec).toMatchObject({ kind: 'module', dimension: 490, start: [...start] });
    const centre = weightsAt(new Float64Array(490).fill(0.5));
    for (const [j, weight] of start.entries()) expect(centre[j]).toBeCloseTo(weight, 14);
    expect([...weightsAt(new Float64Array(490))]).toEqual(spec.lower);
  });

  it('give the score that the data in memory gives', async () => {
    const { objectiveFile } = await writeClientFiles(parent, { name: 'client-01', digits, objective });
    const spec = await readObjectiveFile(objectiveFile);
    const options = spec.kind === 'module' ? spec.options : {};
    expect(await evaluate([...start], { options })).toBe(1 - scoreDigits(start, digits));
  });

  it('are needed: an objective without data says so', async () => {
    await expect(evaluate([0], { options: {} })).rejects.toThrow(/options\.data/);
  });
});
