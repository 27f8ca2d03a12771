import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '@fedzoo/shared/objectives';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadedObjective } from './loaded-objective.js';
import { readObjectiveFile } from './objective-file.js';
import { openObjectives } from './open-objectives.js';

const EXAMPLES = fileURLToPath(new URL('../../../examples/objectives/', import.meta.url));
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const opened: LoadedObjective[] = [];
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-objective-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((objective) => objective.close()));
  rmSync(directory, { recursive: true });
});

async function open(file: string, clients: readonly string[] = ['a']): Promise<readonly LoadedObjective[]> {
  const objectives = await openObjectives(await readObjectiveFile(file), { clients, log });
  opened.push(...objectives);
  return objectives;
}

function write(name: string, text: string): string {
  const path = join(directory, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const at = async ({ objective }: LoadedObjective, x: number): Promise<Outcome> =>
  await objective.evaluate(new Float64Array(objective.dimension).fill(x), 0);

describe('objective files', () => {
  it.each(['python', 'javascript', 'typescript'])('the %s example gives each client its own landscape, in natural units', async (name) => {
    const objectives = await open(join(EXAMPLES, name, 'objective.yaml'), ['lab-00001', 'lab-00002', 'lab-00003']);
    expect(objectives).toHaveLength(3);
    for (const [number, objective] of objectives.entries()) {
      expect(objective.start).toEqual(new Float64Array(5).fill(0.65));
      const centre = number - 2;
      // x = 0.25 is -5 in natural units.
      expect(await at(objective, 0.25)).toEqual({ kind: 'value', value: (-5 - centre) ** 2 });
    }
  });

  it('tell a point that breaks a constraint, and an evaluation that went wrong', async () => {
    for (const name of ['python', 'javascript']) {
      const [objective] = await open(join(EXAMPLES, name, 'objective.yaml'));
      expect(await at(objective!, 0.99)).toEqual({ kind: 'infeasible' });
    }
  });

  it('give the clients of an instance file one function each, in its box, from its start, with its weights', async () => {
    const instance = {
      name: 'Quadratic',
      dim: 2,
      n_funcs: 2,
      div: 0.5,
      seed: 1,
      c1: [
        [1, 1],
        [2, 3],
      ],
      c2: [
        [1, 1],
        [0, 0],
      ],
      x0: [0.25, 0.75],
      lb: [-10, -10],
      ub: [10, 10],
      weights: [0.5, 0.5],
    };
    write('data/instance.json', JSON.stringify(instance));
    const file = write('objective.yaml', 'kind: instance\nfile: data/instance.json\nbudget: 10\n');
    const [first, second] = await open(file, ['a', 'b']);
    expect(first).toMatchObject({ weight: 0.5, label: 'instance', budget: 10, recording: 'batch' });
    expect([...first!.start]).toEqual([0.25, 0.75]);
    expect(await at(first!, 0.6)).not.toEqual(await at(second!, 0.6));
    const [alone] = await open(write('second.yaml', 'kind: instance\nfile: data/instance.json\nclient: 1\n'), ['b']);
    expect(await at(alone!, 0.6)).toEqual(await at(second!, 0.6));
    await expect(open(file, ['a', 'b', 'c'])).rejects.toThrow(
      /--clients: client c would be number 2 \(from 0\), but the instance objective has 2/,
    );
  });

  it('give client i of a synthetic function the same function whether it is alone on its host or not', async () => {
    const text = 'kind: synthetic\nfunction: levy\ndimension: 4\nheterogeneity: 5\nnoise: 0.1\nclients: 3\nseed: 11\n';
    const all = await open(write('all.yaml', text), ['a', 'b', 'c']);
    const [alone] = await open(write('alone.yaml', `${text}client: 2\n`), ['c']);
    expect(await at(alone!, 0.3)).toEqual(await at(all[2]!, 0.3));
    expect(await at(alone!, 0.3)).not.toEqual(await at(all[0]!, 0.3));
  });

  it('load a CommonJS module, a default export and a named one', async () => {
    const rest = 'dimension: 1\nlower: 0\nupper: 2\nstart: 1\n';
    write('a.cjs', 'module.exports = { evaluate: ([x]) => x };');
    write('b.mjs', 'export default async ([x], { options }) => x * options.factor;');
    write('c.mjs', 'export const cost = ([x]) => -x;');
    const values = [];
    for (const extra of ['file: a.cjs', 'file: b.mjs\noptions: { factor: 3 }', 'file: c.mjs\nexport: cost']) {
      const [objective] = await open(write('m.yaml', `kind: module\n${extra}\n${rest}`));
      values.push(await at(objective!, 1));
    }
    expect(values).toEqual([2, 6, -2].map((value) => ({ kind: 'value', value })));
  });

  it('end a module that throws, answers nonsense or takes too long in a named outcome', async () => {
    write(
      'm.mjs',
      `
      export function evaluate([x], { signal }) {
        if (x === 0) throw new Error('no power');
        if (x === 1) return 'fine';
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late'))));
      }`,
    );
    const [objective] = await open(
      write('m.yaml', 'kind: module\nfile: m.mjs\ndimension: 1\nlower: 0\nupper: 2\nstart: 1\ntimeoutSeconds: 0.2\n'),
    );
    expect(await at(objective!, 0)).toEqual({ kind: 'failed', reason: 'no power' });
    expect(await at(objective!, 0.5)).toEqual({
      kind: 'failed',
      reason: 'the module answered string; it must answer a finite number, { records: […] } or { infeasible: true }',
    });
    expect(await at(objective!, 1)).toEqual({ kind: 'timedOut' });
  });

  it.each([
    [
      'kind: module\nfile: gone.mjs\ndimension: 1\nlower: 0\nupper: 1\nstart: 0\n',
      /file: .*gone\.mjs cannot be read \(there is no such file/,
    ],
    ['kind: module\nfile: broken.mjs\ndimension: 1\nlower: 0\nupper: 1\nstart: 0\n', /file: .*broken\.mjs cannot be loaded: no licence/],
    [
      'kind: module\nfile: empty.mjs\ndimension: 1\nlower: 0\nupper: 1\nstart: 0\n',
      /export: .*empty\.mjs exports no function evaluate; it exports other/,
    ],
    ['kind: instance\nfile: text.json\n', /file: .*text\.json is not JSON/],
    ['kind: instance\nfile: other.json\n', /file: .*other\.json: name: is missing, must be one of Quadratic/],
    ['kind: process\ndimension: 0\nlower: 1\nupper: 1\nstart: 0\nbugdet: 3\n', /has mistakes:\n(.*\n)*.*command: is required(.*\n)*/],
    ['kind: [', /has mistakes:\nline/],
  ])('refuse what is wrong with field, value and way out: %j', async (text, message) => {
    write('broken.mjs', 'throw new Error("no licence");');
    write('empty.mjs', 'export const other = 1;');
    write('text.json', 'hello');
    write('other.json', '{}');
    await expect(open(write('objective.yaml', text))).rejects.toThrow(message);
  });
});
