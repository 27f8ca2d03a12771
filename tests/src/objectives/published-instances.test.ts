import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instanceObjectives, parseInstance } from '@fedzoo/shared/objectives';
import { describe, expect, it } from 'vitest';

interface PublishedValues {
  readonly x0: readonly number[];
  readonly F_x0: number;
  readonly f_x0: readonly number[];
  readonly test_points: readonly (readonly number[])[];
  readonly F_test: readonly number[];
  readonly f_test: readonly (readonly number[])[];
}

/** The instances of the repository, and those of a folder that FEDZOO_INSTANCES names, if it does. */
const directories = [fileURLToPath(new URL('../../fixtures/instances/', import.meta.url)), process.env['FEDZOO_INSTANCES']].filter(
  (path) => path !== undefined,
);
const files = directories.flatMap((directory) =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => `${directory}/${name}`),
);

describe('the published instance', () => {
  it.each(files.map((path) => [path.replace(/^.*\//, ''), path]))(
    '%s has the published values at x0 and at its test points within 1e-12',
    (_, path) => {
      const json = JSON.parse(readFileSync(path, 'utf8')) as PublishedValues;
      const problem = instanceObjectives(parseInstance(json));
      const known = [
        { x: json.x0, F: json.F_x0, f: json.f_x0 },
        ...json.test_points.map((x, k) => ({ x, F: json.F_test[k]!, f: json.f_test[k]! })),
      ];
      for (const { x, F, f } of known) {
        const values = problem.objectives.map((objective) => objective.truth!(Float64Array.from(x)));
        const global = values.reduce((sum, value, i) => sum + problem.weights[i]! * value, 0);
        expect(relativeError(global, F)).toBeLessThan(1e-12);
        for (const [i, value] of values.entries()) expect(relativeError(value, f[i]!)).toBeLessThan(1e-12);
      }
    },
  );
});

function relativeError(value: number, published: number): number {
  return Math.abs(value - published) / Math.abs(published);
}
