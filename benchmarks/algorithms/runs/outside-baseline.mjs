import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BudgetSpent, createCentralOracle } from './central-oracle.mjs';

const PYTHON = 'python3';
/** So that what they compute does not depend on the number of cores, nor takes those of other runs. */
const ONE_THREAD = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

const fileOf = (script) => fileURLToPath(new URL(`../../python/${script}.py`, import.meta.url));
const environment = () => ({ ...process.env, ...ONE_THREAD });

/** Why a script cannot run here; undefined where it can. */
export function missingFor(script) {
  const { stdout, stderr, status, error } = spawnSync(PYTHON, [fileOf(script)], { input: '', encoding: 'utf8', env: environment() });
  if (error?.code === 'ENOENT') return `there is no ${PYTHON}`;
  if (status !== 0) return error?.message ?? lastLine(stderr);
  return JSON.parse(stdout).missing;
}

/**
 * One run of a minimiser written in Python, counted as one that runs on a federation and sends the points themselves. It asks for values
 * line by line, see benchmarks/python/objective_lines.py. Bits depend on the arguments and on its libraries. Throws where the script fails.
 */
export async function outsideBaseline({ script, ...parts }) {
  const oracle = createCentralOracle(parts);
  const child = spawn(PYTHON, [fileOf(script)], { env: environment() });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
  // Where it has ended meanwhile its exit code says why.
  child.stdin.on('error', () => undefined);
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const tell = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
  tell({ start: [...parts.made.start], seed: parts.seed });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { points, at } = JSON.parse(line);
      if (points !== undefined)
        tell({
          values: oracle.evaluate(
            points.map((x) => Float64Array.from(x)),
            { areSent: true },
          ),
        });
      if (at !== undefined) oracle.moved(Float64Array.from(at));
    }
    const code = await ended;
    if (code !== 0) throw new Error(`${script}.py ended with ${code}: ${lastLine(complaints)}`);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  } finally {
    child.kill();
  }
  return oracle.run();
}

function lastLine(text) {
  return text.trim().split('\n').at(-1);
}
