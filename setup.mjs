// Installs what the checkout lacks and builds what is stale, then runs one of the project's tasks. Without dependencies, because it
// runs before there are any. Each build step is keyed on the hash of its inputs, so a second run does nothing, and a changed source can
// never be run in its old form.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(fileURLToPath(import.meta.url));
const PNPM = 'pnpm@12.21.0';
const PACKAGES = ['proto', 'shared', 'shared/platform-node', 'server', 'client-node', 'client-desktop', 'tests'];
/** Built module by module, for whoever imports them as packages: benchmarks, the desktop client. */
const TRANSPILED = ['proto', 'shared', 'shared/platform-node'];
/** Built program by program. */
const BUNDLED = ['server', 'client-node'];
const stamps = join(root, '.fedzoo', 'build');

/** Build steps in order: what they read, a file that must exist afterwards, how they are run. */
const STEPS = {
  proto: { inputs: ['proto/fedzoo', 'proto/build.mjs'], output: 'proto/src/generated', run: () => script('proto/build.mjs') },
  kernels: { inputs: ['shared/kernels'], output: 'shared/generated/kernels.wasm', run: () => script('shared/kernels/build.mjs') },
  transpile: {
    inputs: [...TRANSPILED.map((name) => `${name}/src`), 'setup.mjs'],
    output: 'shared/dist/numeric/index.js',
    run: transpile,
  },
  programs: {
    inputs: [...TRANSPILED, ...BUNDLED].map((name) => `${name}/src`).concat('bundle.mjs', 'server/build.mjs', 'client-node/build.mjs'),
    output: 'client-node/dist/main.js',
    run: () => BUNDLED.forEach((name) => script(`${name}/build.mjs`)),
  },
  page: {
    inputs: ['server/dashboard', 'shared/src/telemetry', 'shared/styles'],
    output: 'server/dist/dashboard/index.html',
    run: () => execute(bin('vite'), ['build', 'server/dashboard', '--logLevel', 'warn']),
  },
  desktop: {
    inputs: [
      'client-desktop/src',
      'client-desktop/build.mjs',
      'client-node/src',
      'shared/platform-node/src',
      'shared/src',
      'shared/styles',
    ],
    output: 'client-desktop/dist',
    run: () => script('client-desktop/build.mjs'),
  },
};

/** The steps that the command line needs; tests, checks and the desktop client need all. */
export const RUNTIME_STEPS = ['proto', 'kernels', 'transpile', 'programs', 'page'];

/** Installs and builds what is missing or stale. Safe to call from several processes at once: one works, the others wait. */
export async function prepare(steps = Object.keys(STEPS)) {
  // A process started by one of ours inherits the word that everything is built.
  if (process.env.FEDZOO_PREPARED === root) return;
  if (!isCurrent(steps)) {
    await withLock(async () => {
      install();
      for (const name of steps) await build(name);
    });
  }
  process.env.FEDZOO_PREPARED = root;
}

function isCurrent(steps) {
  return read(join(root, 'node_modules', '.fedzoo-installed')) === installKey() && steps.every((name) => isBuilt(name, stepKey(name)));
}

function install() {
  const key = installKey();
  const stamp = join(root, 'node_modules', '.fedzoo-installed');
  if (read(stamp) === key) return;
  say('installing dependencies (once)');
  execute('npx', ['-y', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only']);
  writeFileSync(stamp, key);
}

function installKey() {
  return hashOf(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...PACKAGES.map((name) => `${name}/package.json`)]);
}

async function build(name) {
  const key = stepKey(name);
  if (isBuilt(name, key)) return;
  say(`building: ${name}`);
  await STEPS[name].run();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), key);
}

function stepKey(name) {
  return hashOf(STEPS[name].inputs);
}

function isBuilt(name, key) {
  return read(join(stamps, name)) === key && existsSync(join(root, STEPS[name].output));
}

async function transpile() {
  const esbuild = await import('esbuild');
  for (const name of TRANSPILED) {
    const source = join(root, name, 'src');
    const entryPoints = filesBelow(source).filter((file) => file.endsWith('.ts') && !/(\.test|\.d)\.ts$/.test(file));
    const outdir = join(root, name, 'dist');
    await esbuild.build({
      entryPoints,
      outbase: source,
      outdir,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: true,
      logLevel: 'warning',
    });
    // Only what has no source any more: processes that run from here may yet import the rest.
    const current = new Set(entryPoints.map((file) => join(outdir, relative(source, file)).replace(/\.ts$/, '.js')));
    for (const file of filesBelow(outdir)) {
      const isOurs = /\.js(\.map)?$/.test(file) && !/\/(dashboard|generated|types)\//.test(file);
      if (isOurs && !current.has(file.replace(/\.map$/, ''))) rmSync(file);
    }
  }
}

async function withLock(work) {
  const lock = join(root, '.fedzoo', 'lock');
  mkdirSync(dirname(lock), { recursive: true });
  while (!acquire(lock)) await new Promise((resolve) => setTimeout(resolve, 200));
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function acquire(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const holder = Number(read(lock));
  if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      if (/\.test\.ts$|[\\/](generated|dist|node_modules)[\\/]/.test(file)) continue;
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter((entry) => entry.name !== 'node_modules')
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]));
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function say(text) {
  process.stderr.write(`fedzoo: ${text}\n`);
}

function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

function script(path) {
  execute(process.execPath, [join(root, path)]);
}

/** Runs a command in the root with its output on stderr; a failure ends this process with its status. */
function execute(command, args) {
  const status = run(command, args, ['ignore', 2, 2]);
  if (status !== 0) {
    say(`failed (${status}): ${[relative(root, command), ...args].join(' ')}`);
    rmSync(join(root, '.fedzoo', 'lock'), { force: true });
    process.exit(1);
  }
}

function run(command, args, stdio = 'inherit') {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio });
  if (error !== undefined) say(error.message);
  return signal !== null ? 1 : (status ?? 1);
}

/** Each task is a list of commands; the first that fails ends it. */
const TASKS = {
  test: (args) => [['vitest', 'run', ...args]],
  'test-slow': (args) => [['vitest', 'run', '--config', 'vitest.slow.config.ts', ...args]],
  'test-electron': (args) => [['vitest', 'run', '--config', 'vitest.electron.config.ts', ...args]],
  check: () => [
    ['oxfmt', '--check', '.'],
    ['oxlint', '--type-aware', '--deny-warnings'],
    ['tsc', '-b'],
    ['tsc', '-p', 'tests'],
    ['svelte-check', '--workspace', 'server/dashboard', '--tsconfig', './tsconfig.json'],
    ['svelte-check', '--workspace', 'client-desktop/src/renderer', '--tsconfig', './tsconfig.json'],
    ['depcruise', '--config', '.dependency-cruiser.mjs', ...PACKAGES.map((name) => `${name}/src`), 'server/dashboard'],
    ['knip'],
  ],
  format: () => [['oxfmt', '.']],
  bench: (args) => [[process.execPath, 'benchmarks/main.mjs', ...args]],
  'bench-algorithms': (args) => [[process.execPath, 'benchmarks/algorithms/main.mjs', ...args]],
  'bench-privacy': (args) => [[process.execPath, 'benchmarks/privacy/main.mjs', ...args]],
  'audit-privacy': (args) => [[process.execPath, 'benchmarks/audit/main.mjs', ...args]],
  desktop: (args) => [[process.execPath, 'client-desktop/launch.mjs', ...args]],
};

function runTask(name, args) {
  for (const [command, ...rest] of TASKS[name](args)) {
    const status = run(command.includes('/') ? command : bin(command), rest);
    if (status !== 0) return status;
  }
  return 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [verb, task, ...args] = process.argv.slice(2);
  await prepare();
  if (verb === 'run') process.exitCode = runTask(task, args);
}
