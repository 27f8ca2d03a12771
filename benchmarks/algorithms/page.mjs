import { comparisonFigure, profileFigure, renderPage, renderTable, section } from '@fedzoo/shared/telemetry';
import { byProblemName } from './relative-gap.mjs';
import { problemTable, profileTable, subtitleOf } from './tables.mjs';

const WIDE = { width: 1080, height: 420, legend: 'above' };
const SMALL = { width: 520, height: 320 };

/** The results as one HTML file that needs nothing else: data profiles, then curves and a table by problem. */
export function renderBenchmark({ compared, problems, profiles }, { title, command, notes }) {
  const byName = byProblemName(compared);
  return renderPage(title, [
    `<header><p class="kind">FedZoo, benchmark of algorithms</p><h1>${title}</h1><p class="lead">${compared.length} runs: ${problems.length} problems, each with generated seeds; all methods with their default options, from the same starting points, within the same budgets.</p></header>`,
    ...profiles.map((profile) =>
      section(
        `Share of problems solved: ${profile.group}`,
        profilePart(profile),
        `${profile.problems} problems, a seed being one of them.`,
      ),
    ),
    ...problems.map((problem) => section(problem.name, problemPart(problem, byName.get(problem.name)), subtitleOf(problem))),
    section('Repeat it', `<pre>${command}</pre>`),
    section('Notes', `<ul class="notes">${notes.map((note) => `<li>${note}</li>`).join('')}</ul>`),
  ]);
}

function profilePart(profile) {
  const figures = profile.levels.map(({ level, profiles }, k) =>
    figure(
      `To ${100 * level} % of the initial gap`,
      profileChart(profile, { profiles, level, size: { ...(k === 0 ? WIDE : SMALL), legend: k === 0 ? 'above' : 'none' } }),
      k === 0,
    ),
  );
  return `<div class="charts">${figures.join('')}</div>${tableOf(profileTable(profile))}`;
}

/** One data profile as a chart. */
export function profileChart({ group, budgets }, { profiles, level, size }) {
  return profileFigure(profiles, { budgets, title: `${group}, problems solved to ${level} of the initial gap`, ...size });
}

function problemPart(problem, runs) {
  const yLabel = 'share of the initial gap left';
  const curve = (cost, size) => comparisonFigure(runs, { cost, yLabel, ...size });
  const figures = [curve('queries', WIDE), curve('bytes', { ...SMALL, legend: 'none' }), curve('trips', { ...SMALL, legend: 'none' })];
  return `<div class="charts">${figures.map(({ caption, svg }, k) => figure(caption, svg, k === 0)).join('')}</div>${tableOf(problemTable(problem))}`;
}

function tableOf(table) {
  return renderTable({ ...table, hues: Object.fromEntries(table.rows.map((_, hue) => [hue, hue])) });
}

function figure(caption, svg, isWide) {
  return `<figure${isWide ? ' class="wide"' : ''}><figcaption>${caption}</figcaption>${svg}</figure>`;
}
