// Membership games on the real pipeline: what an adversary can tell of one member is compared with what is promised. Then pipelines that break
// their promise play the same games, and must be found out. docs/privacy.md says how to read the tables.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { claimOf } from './claim.mjs';
import { createCrew } from './crew.mjs';
import { GAMES } from './games.mjs';
import { MUTANTS } from './mutations.mjs';
import { planOf } from './trial.mjs';
import { boundOf, checkTails, enoughTrials, muAt, RISK, UNNOTICED } from './trade-off.mjs';

/** Of the claim: what a bound below it would say is that the game is too weak to find anything. */
const LEAST_SHARE = 0.5;

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    trials: { type: 'string', default: '20000' },
    scheme: { type: 'string', default: '' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const trials = wholeNumber('trials', 100);
const threads = wholeNumber('threads', 1);
const games = [...GAMES.entries()].filter(([, { name }]) => name.includes(options.scheme));
const mutants = [...MUTANTS.entries()].filter(([, { game }]) => game.name.includes(options.scheme));
if (games.length === 0)
  fail(`--scheme is ${options.scheme}, which is in no name; there are\n  ${GAMES.map(({ name }) => name).join('\n  ')}`);

checkTails();
const crew = createCrew(threads);
const begun = process.hrtime.bigint();
const faults = [];

console.log(`Trials of a promise in each of two worlds: ${trials}; a bound is above the truth in ${RISK * 100} % of rows at most.\n`);
console.log('| promise | δ | claimed ε | ε is at least | share | claimed μ | μ is at least |\n|---|---|---|---|---|---|---|');
for (const [number, game] of games) {
  const { claim, mu, epsilon } = await bounded({ game: number }, game, trials);
  const means = claim.mu === null ? 'none | |' : `${claim.mu.toFixed(3)} | ${mu.toFixed(3)} |`;
  console.log(`| ${game.name} | ${claim.delta} | ${row(claim.epsilon, epsilon)} | ${means}`);
  if (epsilon > claim.epsilon) faults.push(`${game.name}: ε is at least ${epsilon}, above the claim ${claim.epsilon}`);
  if (epsilon < LEAST_SHARE * claim.epsilon) faults.push(`${game.name}: the bound ${epsilon} is below half of the claim ${claim.epsilon}`);
}

console.log(`\nBroken on purpose; trials are so many that one goes unnoticed with probability ${UNNOTICED} at most.\n`);
console.log('| broken | trials | claimed ε | ε is at least | share | found out |\n|---|---|---|---|---|---|');
for (const [number, { game, mutation }] of mutants) {
  const claim = claimOf(game, planOf(game));
  const needed = enoughTrials(claim, claim.ratesOf(mutation));
  const { epsilon } = await bounded({ mutant: number }, game, needed);
  const isCaught = epsilon > claim.epsilon;
  const name = `${mutation.name}: ${game.name}`;
  console.log(`| ${name} | ${needed} | ${row(claim.epsilon, epsilon)} | ${isCaught ? 'yes' : 'NO'} |`);
  if (!isCaught) faults.push(`${mutation.name} was not found out in ${game.name}: ${epsilon} is not above ${claim.epsilon}`);
}
await crew.close();

const seconds = Number((process.hrtime.bigint() - begun) / 1_000_000_000n);
console.log(`\n${games.length} promises, ${mutants.length} broken ones, ${seconds} s on ${threads} threads.`);
for (const fault of faults) console.error(`audit: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function bounded(job, game, number) {
  const claim = claimOf(game, planOf(game));
  const errors = await crew.errors({ ...job, thresholds: claim.thresholds }, number);
  return { claim, mu: boundOf(errors, muAt), epsilon: boundOf(errors, claim.epsilonOf) };
}

function row(claimed, bound) {
  return `${claimed.toFixed(2)} | ${bound.toFixed(2)} | ${Math.round((100 * bound) / claimed)} %`;
}

function wholeNumber(name, least) {
  const number = Number(options[name]);
  if (!Number.isSafeInteger(number) || number < least) fail(`--${name} is ${options[name]}; give a whole number from ${least}`);
  return number;
}

function fail(text) {
  console.error(`audit: ${text}`);
  process.exit(2);
}
