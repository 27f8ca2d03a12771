import { describe, expect, it } from 'vitest';
import { parseObjectiveFile } from './objective-file.js';

const space = { dimension: 3, lower: -1, upper: [1, 2, 3], start: 0 };

function problemsOf(value: unknown): Record<string, string> {
  const parsed = parseObjectiveFile(value);
  return parsed.ok ? {} : Object.fromEntries(parsed.problems.map(({ path, message }) => [path, message]));
}

describe('an objective file', () => {
  it.each([
    { kind: 'instance', file: 'a.json', ...space },
    { kind: 'instance', file: 'a.json' },
    { kind: 'synthetic', function: 'sphere', ...space },
    { kind: 'module', file: 'score.ts', ...space, budget: 100, weight: 2, options: { rows: 7 } },
    { kind: 'process', command: ['python3', 'score.py'], ...space, timeoutSeconds: 5 },
    { kind: 'tensorflow', model: 'model.json', data: 'rows.json', ...space },
  ])('of kind $kind is taken', (file) => {
    const parsed = parseObjectiveFile(file);
    expect(parsed).toMatchObject({ ok: true, value: file });
    expect(parsed.ok && parseObjectiveFile(JSON.parse(JSON.stringify(parsed.value)))).toEqual(parsed);
  });

  it('needs its search space where nothing else fixes it', () => {
    expect(Object.keys(problemsOf({ kind: 'process', command: 'x' }))).toEqual(['dimension', 'lower', 'upper', 'start']);
    expect(Object.keys(problemsOf({ kind: 'synthetic', function: 'sphere' }))).toEqual(['dimension']);
  });

  it('reports a list of the wrong length, an empty box and a start outside it, with the coordinate', () => {
    expect(problemsOf({ kind: 'process', command: 'x', ...space, lower: [0, 0] })).toEqual({
      lower: 'has 2 coordinates, must have dimension = 3 of them (or be one number for all)',
    });
    expect(problemsOf({ kind: 'process', command: 'x', ...space, lower: [0, 2, 0] })).toEqual({
      lower: 'must be below upper in every coordinate; got 2, 2 at coordinate 1',
    });
    expect(problemsOf({ kind: 'process', command: 'x', ...space, start: [0, 0, 4] })).toEqual({
      start: 'must lie between lower and upper; got -1, 4, 3 at coordinate 2',
    });
  });

  it('refuses what has no meaning for its function', () => {
    expect(
      Object.keys(problemsOf({ kind: 'synthetic', function: 'levy', dimension: 1, condition: 10, upper: 3, client: 5, clients: 5 })).sort(),
    ).toEqual(['client', 'condition', 'dimension', 'lower']);
  });

  it('refuses a command that is empty or leaves a quote open', () => {
    for (const command of ['', '   ', "python 'x", [], [1], ['']])
      expect(Object.keys(problemsOf({ kind: 'process', command, ...space }))).toEqual(['command']);
  });

  it('is a mapping', () => {
    expect(problemsOf(null)).toEqual({ '': 'an objective file must be a mapping of keys to values; got null' });
    expect(problemsOf({})).toEqual({ kind: 'is required: one of instance, synthetic, logistic, module, process, tensorflow' });
  });
});
