import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { METHODS } from './methods.mjs';

/**
 * Every run that ended, a line of JSON each, so that a benchmark that was killed goes on where it was. A run follows from its job and the
 * code to the last bit, so one that is there need not be made again; those of other code are passed over, and so is a line cut short.
 */
export async function openRunLog(file, { code, isFresh = false }) {
  const text = isFresh ? '' : await readFile(file, 'utf8').catch(absent);
  const runs = new Map();
  for (const line of text.split('\n')) {
    const entry = parsed(line);
    if (entry?.code === code) runs.set(entry.key, entry.run);
  }
  await mkdir(dirname(file), { recursive: true });
  // Ends what a kill may have cut short.
  if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n');
  return {
    runOf: (job) => runs.get(keyOf(job)),
    async append(job, run) {
      const key = keyOf(job);
      runs.set(key, run);
      const { problem, method, seed } = job;
      await appendFile(file, `${JSON.stringify({ key, code, problem: problem.name, method, seed, run })}\n`);
    },
  };
}

/** What bits of a run depend on beside its job: the built core, and what makes runs and problems here. */
export async function codeFingerprint(root) {
  const hash = createHash('sha256');
  for (const folder of ['shared/dist', 'benchmarks/algorithms/runs', 'benchmarks/algorithms/problems', 'benchmarks/python']) {
    const files = (await readdir(join(root, folder), { recursive: true })).filter((name) => /\.(mjs|js|json|wasm|py)$/.test(name)).sort();
    for (const name of files) hash.update(name).update(await readFile(join(root, folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Seeds of a problem may become more, and its group another; its runs stay. */
function keyOf({ problem, method, seed }) {
  const decisive = { ...problem, seeds: undefined, scarce: undefined, group: undefined };
  return createHash('sha256')
    .update(JSON.stringify([decisive, METHODS[method], seed]))
    .digest('hex')
    .slice(0, 24);
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function absent(error) {
  if (error.code === 'ENOENT') return '';
  throw error;
}
