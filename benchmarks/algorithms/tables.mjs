import { formatBytes, formatCount, formatNumber } from '@fedzoo/shared/telemetry';

/** Shares of a gap below that are rounding. */
const ROUNDING = 1e-12;

const percent = (level) => `${Number((100 * level).toPrecision(6))} %`;

/** What is left of the gap, and what it cost to get down to each level: a row a method. */
export function problemTable({ name, methods }) {
  return {
    title: name,
    columns: [
      { label: 'Method' },
      { label: 'Runs', align: 'number' },
      { label: 'Gap left', align: 'number' },
      ...methods[0].levels.map(({ level }, k) => ({ label: `${k === 0 ? 'Queries to' : 'to'} ${percent(level)}`, align: 'number' })),
      { label: `Trips to ${percent(methods[0].levels[1].level)}`, align: 'number' },
      { label: 'Bytes to it', align: 'number' },
      { label: 'Up, client and trip', align: 'number' },
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

/** Under a problem's name: its budget, and what `auto` took it for. */
export function subtitleOf({ queries, clients, chosen }) {
  return `${formatCount(queries)} queries, ${clients} clients${chosen === undefined ? '' : `; ${chosen}`}.`;
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
