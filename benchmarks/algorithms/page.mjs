import { comparisonFigure, profileFigure, renderPage, renderTable, section } from '@fedzoo/shared/telemetry';
import { byProblemName } from './relative-gap.mjs';
import { problemTable, profileTable, subtitleOf } from './tables.mjs';

const WIDE = { width: 1080, height: 420, legend: 'above' };
const NARROW = { width: 520, height: 460, legend: 'above' };
const SMALL = { width: 520, height: 320, legend: 'none' };
/** Drawn only where it is not what `auto` did. */
const FOLDED = 'gp-trust-region folded';

/** The results as one HTML file that needs nothing else: data profiles, then curves and a table by problem. */
export function renderBenchmark({ compared, problems, profiles }, { title, command, notes }) {
  const byName = byProblemName(compared);
  return renderPage(title, [
    `<header><p class="kind">FedZoo, benchmark of algorithms</p><h1>${title}</h1><p class="lead">${compared.length} runs with generated seeds; all methods from the same starting points, within the same budgets.</p></header>`,
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
  const figures = profile.levels.map(({ level, profiles }, k) => {
    const chart = (size) => profileChart(profile, { profiles, level, size });
    const caption = `To ${100 * level} % of the initial gap`;
    return k === 0 ? wideFigure(caption, chart) : figure(caption, chart(SMALL));
  });
  return `<div class="charts">${figures.join('')}</div>${tableOf(profileTable(profile))}`;
}

/** One data profile as a chart. */
export function profileChart({ group, budgets }, { profiles, level, size }) {
  const sharesOf = (method) => JSON.stringify(profiles.find(({ experiment }) => experiment === method)?.shares);
  const shown = profiles.filter(({ experiment }) => experiment !== FOLDED || sharesOf(FOLDED) !== sharesOf('auto'));
  return profileFigure(shown, { budgets, title: `${group}, problems solved to ${level} of the initial gap`, ...size });
}

function problemPart(problem, runs) {
  const shown = runs.filter(({ experiment }) => experiment !== FOLDED || !isAlike(runs, FOLDED, 'auto'));
  const curve = (cost, size) => comparisonFigure(shown, { cost, yLabel: 'share of the initial gap left', ...size });
  const others = ['bytes', 'trips'].map((cost) => curve(cost, SMALL)).map(({ caption, svg }) => figure(caption, svg));
  const first = wideFigure('Against queries', (size) => curve('queries', size).svg);
  return `<div class="charts">${first}${others.join('')}</div>${tableOf(problemTable(problem), shown)}`;
}

/** Whether two methods went the same way with every seed, so that one line lies on the other. */
function isAlike(runs, one, other) {
  const ways = (method) => JSON.stringify(runs.filter(({ experiment }) => experiment === method).map(({ seed, rows }) => [seed, rows]));
  return ways(one) === ways(other);
}

/** Marks stand before those methods that have a line. */
function tableOf(table, runs) {
  const isDrawn = (method) => runs === undefined || runs.some(({ experiment }) => experiment === method);
  return renderTable({ ...table, hues: Object.fromEntries(table.rows.flatMap(([method], hue) => (isDrawn(method) ? [[hue, hue]] : []))) });
}

/** Across the page, and drawn anew for a narrow one. */
function wideFigure(caption, chart) {
  const svgs = [`<div class="broad">${chart(WIDE)}</div>`, `<div class="narrow">${chart(NARROW)}</div>`];
  return `<figure class="wide"><figcaption>${caption}</figcaption>${svgs.join('')}</figure>`;
}

function figure(caption, svg) {
  return `<figure><figcaption>${caption}</figcaption>${svg}</figure>`;
}
