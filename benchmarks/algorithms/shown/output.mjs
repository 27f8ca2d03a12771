import { standaloneSvg } from '@fedzoo/shared/telemetry';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withResults } from './document.mjs';
import { NOTES } from './notes.mjs';
import { profileChart, renderBenchmark } from './page.mjs';

const documentOf = (name) => fileURLToPath(new URL(`../../../docs/${name}.md`, import.meta.url));
const DOCUMENTS = { quick: documentOf('algorithms-benchmark'), full: documentOf('algorithms-benchmark-full') };
const SVG_SIZE = { width: 960, height: 480 };

/** Writes `algorithms.json`, `algorithms.html`, and an SVG a group of problems: its data profile to 0.1 %. */
export async function writeResults(directory, results, { command, counts, outcomes }) {
  const { problems, profiles, seedBySeed } = results;
  await mkdir(directory, { recursive: true });
  const put = (name, text) => writeFile(join(directory, name), text);
  const count = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const methods = new Set(problems.flatMap((problem) => problem.methods.map(({ method }) => method)));
  const title = `${count(methods.size, 'method')} on ${count(problems.length, 'problem')}`;
  await put('algorithms.json', `${JSON.stringify({ command, counts, problems, profiles, seedBySeed, runs: outcomes })}\n`);
  await put('algorithms.html', renderBenchmark(results, { title, command, counts, notes: NOTES }));
  for (const [at, profile] of profiles.entries()) {
    const { level, profiles: shown } = profile.levels[1];
    const chart = profileChart(profile, { profiles: shown, level, size: { ...SVG_SIZE, legend: 'above' } });
    await put(`algorithms-profile-${at + 1}.svg`, standaloneSvg(chart, SVG_SIZE));
  }
}

/** Writes the tables into the document of the suite. */
export async function updateDocument(suite, results) {
  const document = await readFile(DOCUMENTS[suite], 'utf8');
  await writeFile(DOCUMENTS[suite], withResults(document, results, results));
}
