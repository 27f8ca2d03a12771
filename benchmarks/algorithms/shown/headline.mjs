import { formatBytes, formatCount } from '@fedzoo/shared/telemetry';

/** A figure and its unit are not parted at the end of a line. */
const percent = (share) => `${Number((100 * share).toPrecision(2))}\u00a0%`;

/** What matters most of `auto`, beside the published methods: label, figure, aside. What was not run is left out. */
export function headlineOf({ problems, profiles, seedBySeed }) {
  return [solved(profiles), saved(seedBySeed), fooled(problems), sent(problems)].filter((figure) => figure !== undefined);
}

/** Over all groups of functions, a problem with a seed being one. */
function solved(profiles) {
  const total = profiles.reduce((sum, { problems }) => sum + problems, 0);
  const shareOf = (method) => {
    const shares = profiles.map(({ problems, levels }) => {
      const own = levels[1].profiles.find(({ experiment }) => experiment === method);
      return (own?.shares.at(-1) ?? NaN) * problems;
    });
    return shares.reduce((sum, share) => sum + share, 0) / total;
  };
  const [auto, fzoos, fedzo] = ['auto', 'fzoos', 'fedzo'].map(shareOf);
  if (total === 0 || [auto, fzoos, fedzo].some(Number.isNaN)) return undefined;
  return [
    `Solved to ${percent(profiles[0].levels[1].level)} of the gap`,
    percent(auto),
    `of ${total}; fzoos ${percent(fzoos)}, fedzo ${percent(fedzo)}`,
  ];
}

function saved(groups) {
  const functions = groups.filter(({ saving }) => Number.isFinite(saving));
  if (functions.length === 0) return undefined;
  const shares = functions.map(({ saving }) => saving);
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map(percent);
  const noWorse = groups.reduce((sum, group) => sum + group.noWorse, 0);
  const instances = groups.reduce((sum, group) => sum + group.instances, 0);
  return [
    'Of the queries of fzoos',
    least === most ? least : `${least.replace('\u00a0%', '')} to ${most}`,
    `to its last value; no worse by 10\u00a0% with ${noWorse} of ${instances} seeds`,
  ];
}

function fooled(problems) {
  const attack = problems.find(({ kind }) => kind === 'attack');
  const queriesOf = (name) => attack?.methods.find(({ method }) => method === name)?.rates[0].queries;
  if (queriesOf('auto') == null) return undefined;
  const others = ['fzoos', 'fedzo']
    .filter((name) => queriesOf(name) !== undefined)
    .map((name) => `${name} ${queriesOf(name) === null ? 'not within the budget' : formatCount(queriesOf(name))}`);
  return ['Queries to fool half the targets', formatCount(queriesOf('auto')), others.join(', ')];
}

function sent(problems) {
  const largest = problems
    .filter(({ kind }) => kind === 'function')
    .reduce((a, b) => (b.dimension > (a?.dimension ?? 0) ? b : a), undefined);
  const bytesOf = (name) => largest?.methods.find(({ method }) => method === name)?.bytesUpAClientAndTrip.median ?? null;
  if (bytesOf('auto') === null || bytesOf('fzoos') === null) return undefined;
  return [
    `Up a client and trip, d\u00a0=\u00a0${largest.dimension}`,
    formatBytes(bytesOf('auto')),
    `fzoos ${formatBytes(bytesOf('fzoos'))}`,
  ];
}
