import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOverrides } from './overrides.js';
import { parseYamlText } from './yaml-text.js';

const file = { name: 'a', algorithm: { kind: 'fzoos' }, objective: [{ noise: 0 }, { noise: 1 }] };

describe('applyOverrides', () => {
  it('sets values read as YAML, makes missing mappings on the way, and leaves the input alone', () => {
    const before = structuredClone(file);
    expect(
      applyOverrides(file, [
        'algorithm.localIterations=5',
        'stop.queries=1000',
        'objective[1].noise=0.5',
        'objective.0.noise=0.25',
        'selection={ kind: uniform, clients: 2 }',
        'name=a=b',
      ]),
    ).toEqual({
      ok: true,
      value: {
        name: 'a=b',
        algorithm: { kind: 'fzoos', localIterations: 5 },
        objective: [{ noise: 0.25 }, { noise: 0.5 }],
        stop: { queries: 1000 },
        selection: { kind: 'uniform', clients: 2 },
      },
    });
    expect(file).toEqual(before);
  });

  it('reports every setting that cannot be applied', () => {
    const result = applyOverrides(file, [
      'rounds',
      'name.first=1',
      'objective[2].noise=1',
      'objective.x=1',
      '__proto__.polluted=1',
      'a..b=1',
      'name=[1',
    ]);
    expect(result.ok ? [] : result.problems).toEqual([
      { path: '', message: '--set "rounds" must read path=value, such as algorithm.localIterations=5' },
      { path: 'name.first', message: 'cannot be set: name is "a", which has no keys' },
      { path: 'objective[2]', message: 'cannot be set: objective is a list of 2, its positions are 0 to 1' },
      { path: 'objective.x', message: 'cannot be set: objective is a list of 2, its positions are 0 to 1' },
      { path: '', message: '--set "__proto__.polluted=1" must read path=value, such as algorithm.localIterations=5' },
      { path: '', message: '--set "a..b=1" must read path=value, such as algorithm.localIterations=5' },
      { path: 'name', message: expect.stringMatching(/^--set value is not YAML: /) as string },
    ]);
  });

  it('never throws and never touches a prototype', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(fc.oneof(fc.string(), fc.constantFrom('constructor.prototype.x=1', 'toString=1', 'a.b=2', '0=1'))),
        (value, settings) => {
          applyOverrides(value, settings);
          expect(({} as Record<string, unknown>)['x']).toBeUndefined();
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('parseYamlText', () => {
  it('reads YAML and JSON', () => {
    expect(parseYamlText('a: 1\nb: [x, 2.5]\n')).toEqual({ ok: true, value: { a: 1, b: ['x', 2.5] } });
    expect(parseYamlText('{"a": null}')).toEqual({ ok: true, value: { a: null } });
    expect(parseYamlText('')).toEqual({ ok: true, value: null });
  });

  it('says where a text is wrong', () => {
    const broken = parseYamlText('name: x\nrounds: [1, 2\nseed: 3\n');
    expect(broken.ok ? [] : broken.problems[0]?.path).toMatch(/^line \d+, column \d+$/);
    const repeated = parseYamlText('a: 1\na: 2\n');
    expect(repeated).toEqual({ ok: false, problems: [{ path: 'line 2, column 1', message: 'Map keys must be unique' }] });
    expect(parseYamlText('a: 1\n---\nb: 2\n').ok).toBe(false);
    expect(parseYamlText('a: *nobody\n').ok).toBe(false);
  });

  it('refuses texts that unfold without bound', () => {
    const layers = Array.from(
      { length: 12 },
      (_, i) => `l${i}: &l${i} [${Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*l${i - 1}`)).join(', ')}]`,
    );
    expect(parseYamlText(layers.join('\n')).ok).toBe(false);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'a: ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&x ',
      '*x',
      '? ',
      '|\n',
      '!!set ',
      '\n',
      '  ',
      '"',
      "'",
      '#',
      '<<: ',
      '\u0000',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => void parseYamlText(pieces.join(''))),
      { seed: 4, numRuns: 500 },
    );
  });
});
