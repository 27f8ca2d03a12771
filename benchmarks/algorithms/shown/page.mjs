import { comparisonFigure, headlineFigures, profileFigure, renderPage, renderTable, section } from '@fedzoo/shared/telemetry';
import { byProblemName } from '../results/relative-gap.mjs';
import { budgetsOf } from '../results/success.mjs';
import { drawnMethods } from './drawn-methods.mjs';
import { headlineOf } from './headline.mjs';
import { exceptionsText, problemTable, profileTable, seedTable, subtitleOf, titleOf } from './tables.mjs';

const WIDE = { width: 1080, height: 420, legend: 'above' };
const NARROW = { width: 520, height: 460, legend: 'above' };
const LABELS = { function: 'share of the initial gap left', attack: 'mean margin', metric: '1 − score' };
const SEED_NOTE =
  'Ratio of what is left of the initial gap when the budget is spent (of queries, for attacks). The last column is the median share of the queries that the other had spent.';
/** Of the initial gap. */
const LEAST_SHARE = 1e-3;
const SMALL = { width: 520, height: 320, legend: 'none' };

/** The results as one HTML file that needs nothing else: data profiles, then curves and a table by problem. */
export function renderBenchmark(results, { title, command, counts, notes }) {
  const { compared, made, problems, profiles, seedBySeed } = results;
  const [relative, raw] = [byProblemName(compared), byProblemName(made)];
  return renderPage(title, [
    `<header><p class="kind">FedZoo, benchmark of algorithms</p><h1>${title}</h1><p class="lead">${counts}, generated seeds; all methods from the same starting points, within the same budgets.</p>${headlineFigures(headlineOf(results))}</header>`,
    contents(problems),
    ...profiles.map((profile) =>
      section(
        `Share of problems solved: ${unbroken(profile.group)}`,
        profilePart(profile),
        `${profile.problems} problems, a seed being one of them.`,
      ),
    ),
    ...(seedBySeed.length === 0 ? [] : [seedPart(seedBySeed)]),
    ...problems.map((problem) => {
      const runs = curvesOf(problem, { relative, raw });
      return `<div id="${anchorOf(problem)}">${section(unbroken(titleOf(problem)), problemPart(problem, runs), subtitleOf(problem))}</div>`;
    }),
    section('Repeat it', `<pre>${command}</pre>`),
    section('Notes', `<ul class="notes">${notes.map((note) => `<li>${note}</li>`).join('')}</ul>`),
  ]);
}

function seedPart(groups) {
  const [table, exceptions] = [seedTable(groups), exceptionsText(groups)];
  return section(table.title, `${renderTable(table)}${exceptions === undefined ? '' : `<p class="note">${exceptions}</p>`}`, SEED_NOTE);
}

/** The way to each problem: the page is long. */
function contents(problems) {
  const links = problems.map(
    (problem) => `<li><a style="color:inherit" href="#${anchorOf(problem)}">${unbroken(titleOf(problem))}</a></li>`,
  );
  return `<nav style="margin-top:2.25rem"><ul class="notes" style="columns:18rem;max-width:none;list-style:none;padding:0">${links.join('')}</ul></nav>`;
}

/** d = 20 is not parted at the end of a line. */
function unbroken(title) {
  return title.replaceAll(' = ', '\u00a0=\u00a0');
}

function anchorOf({ name }) {
  return name.replaceAll(/[^\w.]+/g, '-');
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
  const shown = onlyDrawn(profiles, ({ experiment }) => experiment);
  return profileFigure(shown, { budgets, title: `${group}, problems solved to ${level} of the initial gap`, ...size });
}

/** Where the reference is the best value found, the method that found it would drop to 0 in one step: curves end at a tenth of a percent. */
function curvesOf({ kind, name }, { relative, raw }) {
  if (kind !== 'function') return raw.get(name);
  const least = raw.get(name)[0].optimum === undefined ? LEAST_SHARE : 0;
  const floored = (rows) => rows.map((row) => ({ ...row, value: Math.max(least, row.value), best: Math.max(least, row.best) }));
  return relative.get(name).map((run) => ({ ...run, rows: floored(run.rows) }));
}

function problemPart(problem, runs) {
  const shown = onlyDrawn(runs, ({ experiment }) => experiment);
  const curve = (cost, size) => comparisonFigure(shown, { cost, yLabel: LABELS[problem.kind], ...size });
  const first = problem.kind === 'attack' ? [successPart(problem)] : [wideFigure('Against queries', (size) => curve('queries', size).svg)];
  const costs = problem.kind === 'attack' ? ['queries', 'trips'] : ['bytes', 'trips'];
  const others = costs.map((cost) => curve(cost, SMALL)).map(({ caption, svg }) => figure(caption, svg));
  return `<div class="charts">${[...first, ...others].join('')}</div>${tableOf(problemTable(problem))}`;
}

function successPart({ methods, queries, name }) {
  const profiles = onlyDrawn(methods, ({ method }) => method).map(({ method, shares }) => ({ experiment: method, shares }));
  return wideFigure('Targets fooled', (size) =>
    profileFigure(profiles, { budgets: budgetsOf(queries), title: name, yLabel: '% of targets fooled', ...size }),
  );
}

/** Marks stand before the methods, as in the charts. */
function tableOf(table) {
  const drawn = onlyDrawn([...table.rows.keys()], (row) => table.rows[row][0]);
  return renderTable({ ...table, hues: Object.fromEntries(drawn.map((row, hue) => [row, hue])) });
}

/** What has a line in charts; `methodOf` names the method of each. */
function onlyDrawn(all, methodOf) {
  const drawn = drawnMethods([...new Set(all.map(methodOf))]);
  return all.filter((one) => drawn.includes(methodOf(one)));
}

/** Across the page, and drawn anew for a narrow one. */
function wideFigure(caption, chart) {
  const svgs = [`<div class="broad">${chart(WIDE)}</div>`, `<div class="narrow">${chart(NARROW)}</div>`];
  return `<figure class="wide"><figcaption>${caption}</figcaption>${svgs.join('')}</figure>`;
}

function figure(caption, svg) {
  return `<figure><figcaption>${caption}</figcaption>${svg}</figure>`;
}
