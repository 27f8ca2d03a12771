import { comparisonCsv, renderComparison, renderComparisonSvg } from '@fedzoo/shared/telemetry';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from './comparison.js';

/** Writes `compare.json`, `compare.csv`, `compare.html` and `compare.svg` to a folder that is there. */
export async function writeComparison(
  directory: string,
  { comparison, command }: { readonly comparison: Comparison; readonly command: string },
): Promise<void> {
  const { runs, record, summary, experiments, notes } = comparison;
  const put = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text);
  const settings = Object.fromEntries(
    experiments.map(({ label, file, experiment }): [string, Readonly<Record<string, unknown>>] => [label, { file, ...experiment }]),
  );
  await put('compare.json', `${JSON.stringify(record, null, 2)}\n`);
  await put('compare.csv', comparisonCsv(runs));
  await put('compare.svg', renderComparisonSvg(runs));
  await put('compare.html', renderComparison({ runs, summary, kind: kindOf(comparison), command, settings, notes }));
}

function kindOf({ problem, runs, experiments }: Comparison): string {
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  const count = (number: number, what: string): string => `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
  const range = seeds.length > 1 ? `${count(seeds.length, 'seed')} (${seeds[0]} to ${seeds.at(-1)})` : `seed ${seeds[0] ?? '-'}`;
  return [count(experiments.length, 'experiment'), range, count(problem.dimension, 'variable'), count(problem.clients, 'client')].join(
    ' · ',
  );
}
