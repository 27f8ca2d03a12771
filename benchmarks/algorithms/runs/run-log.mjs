import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { METHODS } from './methods.mjs';

/**
 * Every run that ended, a line of JSON each, so that a benchmark that was killed goes on where it was. A run follows from its job and the
 * code to the last bit, so one that is there need not be made again; those of other code are passed over, and so is a line cut short.
 * `codes`: of each method that is run.
 */
export async function openRunLog(file, { codes, isFresh = false }) {
  const text = isFresh ? '' : await readFile(file, 'utf8').catch(absent);
  const runs = new Map();
  for (const line of text.split('\n')) {
    const entry = parsed(line);
    if (entry !== undefined && entry.code === codes.get(entry.method)) runs.set(entry.key, entry.run);
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
      await appendFile(file, `${JSON.stringify({ key, code: codes.get(method), problem: problem.name, method, seed, run })}\n`);
    },
  };
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
