import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { METHODS } from './methods.mjs';

const ALGORITHMS = 'shared/dist/federation/algorithms/';
/** What no run of the benchmark calls: nothing here is private. */
const UNUSED = ['shared/dist/privacy/', 'shared/dist/ledger/', 'shared/dist/federation/releases/'];
const FOLDERS = ['shared/dist', 'benchmarks/algorithms/runs', 'benchmarks/algorithms/problems', 'benchmarks/python'];
/** These choose jobs, not what is in them. */
const CHOOSING = ['runs/jobs.mjs', 'runs/progress.mjs', 'runs/run-log.mjs', 'runs/code-fingerprint.mjs', 'problems/benchmark-problems.mjs'];

/**
 * What the bits of a method's runs depend on beside the job, by method: the built core, and what makes runs and problems here. Of the folders of
 * algorithms it is those that the method's own imports lead to, so a change of one algorithm lets the runs of the others stand; `auto` may
 * choose any, and depends on all.
 */
export async function codeFingerprints(root, methods) {
  const files = await readAll(root);
  return new Map(methods.map((method) => [method, fingerprint(files, algorithmFolders(files, METHODS[method]))]));
}

async function readAll(root) {
  const files = new Map();
  for (const folder of FOLDERS) {
    const names = (await readdir(join(root, folder), { recursive: true })).filter((name) => /\.(mjs|js|json|wasm|py)$/.test(name)).sort();
    for (const name of names) files.set(`${folder}/${name}`, await readFile(join(root, folder, name)));
  }
  return files;
}

function fingerprint(files, folders) {
  const hash = createHash('sha256');
  for (const [path, bytes] of files) {
    if (UNUSED.some((folder) => path.startsWith(folder)) || CHOOSING.some((name) => path.endsWith(name))) continue;
    const folder = folderOf(path);
    if (folder !== undefined && !folders(folder)) continue;
    hash.update(path).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Which folders of algorithms a method's runs may come into. */
function algorithmFolders(files, { algorithm, tuned }) {
  const kind = algorithm?.kind ?? tuned;
  if (kind === undefined) return () => false;
  if (kind === 'auto') return () => true;
  const reached = new Set([kind]);
  // A set that grows while it is walked is walked to its end.
  for (const folder of reached) {
    for (const [path, bytes] of files) {
      if (folderOf(path) !== folder) continue;
      for (const [, other] of bytes.toString().matchAll(/from ["']\.\.\/([a-z0-9-]+)\//g)) reached.add(other);
    }
  }
  return (folder) => reached.has(folder);
}

/** `fzoos` of a file in it; undefined for one that belongs to no algorithm. */
function folderOf(path) {
  if (!path.startsWith(ALGORITHMS)) return undefined;
  const [folder, ...rest] = path.slice(ALGORITHMS.length).split('/');
  return rest.length === 0 ? undefined : folder;
}
