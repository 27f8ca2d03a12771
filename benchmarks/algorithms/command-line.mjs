import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchmarkProblems } from './problems/benchmark-problems.mjs';
import { METHODS } from './runs/methods.mjs';

/** What makes the result another than that of the document. */
const SELECTING = ['problem', 'method', 'seeds', 'queries', 'series'];

/** How long the full suite goes on before it is asked again. */
const FULL_MINUTES = 60;

/** What was asked for. Throws an `Error` for people where it makes no sense. */
export function readCommandLine(args, root) {
  const { values: options } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      full: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      problem: { type: 'string', multiple: true },
      method: { type: 'string', multiple: true },
      seeds: { type: 'string' },
      queries: { type: 'string' },
      series: { type: 'string' },
      threads: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string', default: join(root, '.fedzoo/benchmarks') },
    },
  });
  const methods = options.method ?? Object.keys(METHODS).filter((name) => options.full || !METHODS[name].isExtra);
  const unknown = methods.find((method) => !Object.hasOwn(METHODS, method));
  if (unknown !== undefined) throw new Error(`there is no method ${unknown}; methods are ${Object.keys(METHODS).join(', ')}`);
  const queries = positive(options, 'queries');
  const problems = benchmarkProblems(options.full)
    .filter(({ name }) => options.problem === undefined || options.problem.some((text) => name.includes(text)))
    .map((problem) => ({ ...problem, ...(queries === undefined ? {} : { queries }) }));
  if (problems.length === 0) throw new Error(`no problem's name contains ${options.problem?.join(' or ')}`);
  return {
    methods,
    problems,
    seeds: positive(options, 'seeds'),
    series: options.series,
    threads: positive(options, 'threads'),
    minutes: positive(options, 'minutes') ?? (options.full ? FULL_MINUTES : undefined),
    isFresh: options.fresh,
    isFull: options.full,
    out: options.out,
    isWhole: SELECTING.every((name) => options[name] === undefined),
    command: commandOf(args.filter((argument) => argument !== '--')),
  };
}

/** The command that repeats it, as a shell wants it, without what says nothing of the result. */
function commandOf(given) {
  const valued = ['--minutes', '--threads', '--out'];
  const args = given.filter((argument, at) => argument !== '--fresh' && !valued.includes(argument) && !valued.includes(given[at - 1]));
  const quoted = args.map((argument) => (/^[\w./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`));
  return ['npm run bench:algorithms', ...(args.length > 0 ? ['--', ...quoted] : [])].join(' ');
}

function positive(options, name) {
  if (options[name] === undefined) return undefined;
  const number = Number(options[name]);
  if (!(number > 0)) throw new Error(`--${name} is ${options[name]}; give a number above 0`);
  return number;
}
