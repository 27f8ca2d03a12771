// The published problems: F at 5,000, 10,000 and 20,000 queries for every method, over several stream seeds, beside the authors' code on the
// same instances. Best so far on both sides, since their server rejects steps that do not lower F. Minutes to an hour; not timed.
//
//   npm run bench -- published [--seeds 5] [--jobs 2] [--method fzoos]… [--instance NAME]… [--out FILE]
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../', import.meta.url));
const MARKS = [5000, 10000, 20000];
const METHODS = ['fzoos', 'fedzo', 'fedprox', 'scaffold1', 'scaffold2'];

export async function published(args) {
  const { values: options } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '5' },
      jobs: { type: 'string', default: '2' },
      method: { type: 'string', multiple: true, default: METHODS },
      instance: { type: 'string', multiple: true },
      out: { type: 'string' },
    },
  });
  const traces = JSON.parse(await readFile(join(root, 'benchmarks/published-traces.json'), 'utf8'));
  const instances = options.instance ?? Object.keys(traces.instances);
  const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => i + 1);
  const cells = instances.flatMap((instance) => options.method.map((method) => ({ instance, method })));
  const runs = cells.flatMap((cell) => seeds.map((seed) => ({ ...cell, seed })));
  const results = [];
  const queue = [...runs];
  await Promise.all(
    Array.from({ length: Number(options.jobs) }, async () => {
      for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
        results.push({ ...run, ...(await measure(run)) });
        process.stderr.write(`${results.length}/${runs.length} ${run.instance} ${run.method} seed ${run.seed}\n`);
      }
    }),
  );
  console.log(
    `F, best so far, at ${MARKS.map((mark) => mark.toLocaleString('en')).join(' / ')} queries: least … greatest over ${seeds.length} seeds | authors' code (${traces.source.split(',')[0]})`,
  );
  for (const { instance, method } of cells) {
    const own = results.filter((result) => result.instance === instance && result.method === method);
    const ranges = MARKS.map((mark) => {
      const values = own.map(({ best }) => best[mark]);
      return `${Math.min(...values).toPrecision(4)} … ${Math.max(...values).toPrecision(4)}`;
    });
    const theirs = Object.entries(traces.instances[instance]).filter(([name]) => name === method || name === `${method}_exact`);
    const text = theirs
      .map(
        ([name, { bestWithin }]) =>
          `${name.endsWith('exact') ? 'exact ' : ''}${MARKS.map((mark) => bestWithin[mark]?.toPrecision(4) ?? '–').join(' / ')}`,
      )
      .join('; ');
    console.log(`${instance.padEnd(32)} ${method.padEnd(10)} ${ranges.join(' / ').padEnd(64)} | ${text}`);
    if (method === 'fzoos' && instance.startsWith('quadratic'))
      console.log(`${''.padEnd(43)} queries to F ≤ -0.019: ${own.map(({ toTarget }) => toTarget ?? 'not in 20,000').join(', ')}`);
  }
  if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify(results, null, 1)}\n`);
}

/** One run to 20,000 queries, on one worker thread. */
async function measure({ instance, method, seed }) {
  const directory = await mkdtemp(join(tmpdir(), 'fedzoo-published-'));
  try {
    const experiment = {
      name: `${instance}-${method}`,
      seed,
      objective: { kind: 'instance', file: join(root, 'tests/fixtures/instances', `${instance}.json`) },
      algorithm: { kind: method },
      rounds: 200,
      stop: { queries: 20_000 },
    };
    await writeFile(join(directory, 'experiment.yaml'), JSON.stringify(experiment));
    await run(['simulate', join(directory, 'experiment.yaml'), '--workers', '1', '--out', directory]);
    const rows = (await readFile(join(directory, 'rounds.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const best = Object.fromEntries(MARKS.map((mark) => [mark, rows.filter(({ queries }) => queries <= mark).at(-1).best]));
    return { best, toTarget: rows.find(({ best: value }) => value <= -0.019)?.queries };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'fedzoo.mjs'), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    const errors = [];
    child.stderr.on('data', (chunk) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(Buffer.concat(errors).toString('utf8')))));
  });
}
