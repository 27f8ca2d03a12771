import { formatBytes, formatCount, formatNumber } from '@fedzoo/shared/telemetry';

/** Shares of a gap below that are rounding. */
const ROUNDING = 1e-12;

const percent = (level) => `${Number((100 * level).toPrecision(6))} %`;

/** What a problem came to: a row a method. */
export function problemTable(problem) {
  const tables = { function: gapTable, attack: attackTable, metric: scoreTable };
  return tables[problem.kind](problem);
}

/** What is left of the gap, and what it cost to get down to each level. */
function gapTable({ methods, ...problem }) {
  return {
    title: titleOf(problem),
    columns: [
      { label: 'Method' },
      { label: 'Runs', align: 'number' },
      { label: 'Gap left', align: 'number' },
      ...methods[0].levels.map(({ level }, k) => ({ label: `${k === 0 ? 'Queries to' : 'to'} ${percent(level)}`, align: 'number' })),
      { label: `Trips to ${percent(methods[0].levels[1].level)}`, align: 'number' },
      { label: 'Bytes to it', align: 'number' },
      { label: 'Up a trip', align: 'number' },
    ],
    rows: methods.map(({ method, runs, gap, levels, bytesUpAClientAndTrip }) => [
      method,
      String(runs),
      gapText(gap),
      ...levels.map((level) => reachText(level, runs)),
      figure(levels[1].trips.median, formatCount),
      figure(levels[1].bytes.median, formatBytes),
      figure(bytesUpAClientAndTrip.median, formatBytes),
    ]),
  };
}

/** How many targets were fooled, and the queries until half and nine tenths of them were. */
function attackTable({ methods, ...problem }) {
  return {
    title: titleOf(problem),
    columns: [
      { label: 'Method' },
      { label: 'Targets', align: 'number' },
      { label: 'Fooled', align: 'number' },
      ...methods[0].rates.map(({ rate }, k) => ({ label: `${k === 0 ? 'Queries to' : 'to'} ${percent(rate)}`, align: 'number' })),
      { label: `Trips to ${percent(methods[0].rates[0].rate)}`, align: 'number' },
      { label: 'Bytes to it', align: 'number' },
      { label: 'Mean margin left', align: 'number' },
      { label: 'Up a trip', align: 'number' },
    ],
    rows: methods.map(({ method, runs, succeeded, rates, last, bytesUpAClientAndTrip }) => [
      method,
      String(runs),
      `${Math.round((100 * succeeded) / runs)} %`,
      ...rates.map(({ queries }) => figure(queries, formatCount)),
      figure(rates[0].trips, formatCount),
      figure(rates[0].bytes, formatBytes),
      // A run ends where it fools the mean; how far below 0 it got then says nothing.
      figure(Math.max(0, last.median), (value) => formatNumber(value, 2)),
      figure(bytesUpAClientAndTrip.median, formatBytes),
    ]),
  };
}

/** The score before and after, and the queries to half of the best fall that any method had. */
function scoreTable({ methods, ...problem }) {
  const value = (quartile) => figure(quartile, (number) => formatNumber(number, 3));
  return {
    title: titleOf(problem),
    columns: [
      { label: 'Method' },
      { label: 'Runs', align: 'number' },
      { label: 'Before', align: 'number' },
      { label: 'After', align: 'number' },
      { label: 'Queries to half of the best fall', align: 'number' },
      { label: 'Up a trip', align: 'number' },
    ],
    rows: methods.map(({ method, runs, first, last, half, halfReached, bytesUpAClientAndTrip }) => [
      method,
      String(runs),
      value(first.median),
      runs === 1 ? value(last.median) : `${value(last.median)}\n[${value(last.lower)}, ${value(last.upper)}]`,
      halfReached === 0 ? null : `${figure(half.median, formatCount) ?? '-'}${halfReached < runs ? ` (${halfReached}/${runs})` : ''}`,
      figure(bytesUpAClientAndTrip.median, formatBytes),
    ]),
  };
}

/** One method against another, seed by seed: a row a group of problems. */
export function seedTable(groups) {
  const { one, other } = groups[0];
  const share = (part) => (Number.isFinite(part) ? `${Number((100 * part).toPrecision(2))} %` : null);
  return {
    title: `${one} beside ${other}, seed by seed`,
    columns: [
      { label: 'Problems' },
      { label: 'No worse by 10 %', align: 'number' },
      { label: 'Worst ratio', align: 'number' },
      { label: 'There' },
      { label: `Queries to the last value of ${other}`, align: 'number' },
    ],
    rows: groups.map(({ group, instances, noWorse, worst, saving }) => [
      group,
      `${noWorse} of ${instances}`,
      formatNumber(worst.ratio, 2),
      worst.problem,
      share(saving),
    ]),
  };
}

/** Where the one method is worse by more than a tenth, with its ratio; undefined if nowhere. */
export function exceptionsText(groups) {
  const worse = groups.flatMap((group) => group.worse).sort((a, b) => b.ratio - a.ratio);
  if (worse.length === 0) return undefined;
  return `Worse by more than 10 %: ${worse.map(({ problem, ratio }) => `${problem} (${formatNumber(ratio, 3)})`).join('; ')}.`;
}

/** The share of problems solved within the whole budget, by level, and within a third of it. */
export function profileTable({ group, levels, budgets }) {
  const third = Math.round((budgets.length - 1) / 3);
  const methods = levels[0].profiles.map(({ experiment }) => experiment);
  const share = (shares, at) => `${Math.round(100 * shares.at(at))} %`;
  return {
    title: group,
    columns: [
      { label: 'Method' },
      ...levels.flatMap(({ level }) => [
        { label: `To ${percent(level)}, a third`, align: 'number' },
        { label: 'all', align: 'number' },
      ]),
    ],
    rows: methods.map((method, m) => [
      method,
      ...levels.flatMap(({ profiles }) => [share(profiles[m].shares, third), share(profiles[m].shares, -1)]),
    ]),
  };
}

/** A problem's name for people. */
export function titleOf({ kind, name, function: of, dimension, heterogeneity, noiseShare, failingShare, clients, cohort }) {
  if (kind !== 'function') return `${name[0].toUpperCase()}${name.slice(1)}`;
  return [
    `${of[0].toUpperCase()}${of.slice(1)}, d = ${dimension}, C = ${heterogeneity}`,
    ...(noiseShare > 0 ? [`noise of ${percent(noiseShare)} of the initial gap`] : []),
    ...(failingShare > 0 ? [`${percent(failingShare)} of ${clients} clients fail`] : []),
    ...(cohort === undefined ? [] : [`${cohort} of ${clients} clients a round`]),
  ].join(', ');
}

/** Under a problem's name: its budget, and what `auto` took it for. */
export function subtitleOf({ kind, queries, clients, dimension, chosen, seedsMade, seedsPlanned }) {
  const seeds = seedsMade < seedsPlanned ? `; ${seedsMade} of ${seedsPlanned} seeds` : '';
  return `${kind === 'function' ? '' : `d = ${dimension}, `}${formatCount(queries)} queries, ${clients} clients${seeds}${chosen === undefined ? '' : `; ${chosen}`}.`;
}

function gapText({ lower, median, upper }) {
  const text = (value) => (value < ROUNDING ? '0' : formatNumber(value, 2));
  return text(lower) === text(upper) ? text(median) : `${text(median)}\n[${text(lower)}, ${text(upper)}]`;
}

function reachText({ queries, reached }, runs) {
  if (reached === 0) return null;
  return `${figure(queries.median, formatCount) ?? '-'}${reached < runs ? ` (${reached}/${runs})` : ''}`;
}

function figure(value, format) {
  return value === null ? null : format(value);
}
