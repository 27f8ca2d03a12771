import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AgentEvent } from '@fedzoo/client-node';
import type { RunSummary } from '@fedzoo/shared/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPERIMENT, startFixture, type Fixture } from '../server/coordinator-fixture.js';
import { finished, killGroup, runFedzoo, startFedzoo } from '../support/launcher.js';

let coordinator: Fixture;
let directory: string;
let access: readonly string[];
let admin: readonly string[];
beforeAll(async () => {
  coordinator = await startFixture();
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-commands-'));
  const { url, joinToken, adminToken } = coordinator.coordinator;
  access = ['--server', url, '--join', joinToken];
  admin = ['--server', url, '--token', adminToken];
  write('objective.yaml', 'kind: synthetic\nfunction: sphere\ndimension: 4\n');
  write('experiment.yaml', JSON.stringify({ ...EXPERIMENT, name: 'by command' }));
});
afterAll(async () => {
  await coordinator.close();
  rmSync(directory, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}
const at = (name: string): string => join(directory, name);
const objective = (): string[] => ['--objective', at('objective.yaml')];

describe('fedzoo agent', () => {
  it.each([
    [
      'a token that is refused',
      () => ['--server', coordinator.coordinator.url, '--join', 'wrong', ...objective(), '--data', at('a')],
      /^fedzoo: --join: the token is refused by http/m,
    ],
    [
      'no token',
      () => ['--server', coordinator.coordinator.url, ...objective(), '--data', at('a')],
      /--join: is missing; give --join TOKEN or set FEDZOO_JOIN_TOKEN/,
    ],
    [
      'a URL that is none',
      () => ['--server', 'localhost', '--join', 't', ...objective(), '--data', at('a')],
      /--server: is "localhost"; give the coordinator's URL/,
    ],
    [
      'an objective file that is missing',
      () => [...access, '--objective', at('gone.yaml'), '--data', at('a')],
      /--objective: .*gone\.yaml cannot be read \(there is no such file/,
    ],
    [
      'an objective file with mistakes',
      () => [...access, '--objective', write('bad.yaml', 'kind: synthetic\nfunction: spere\ndimension: -1\n'), '--data', at('a')],
      /function: must be .*did you mean sphere\?\n.*dimension: must be a whole number/s,
    ],
    [
      'a number that is none',
      () => [...access, ...objective(), '--data', at('a'), '--clients', 'many'],
      /--clients: is "many"; give a whole number, at least 1/,
    ],
    ['an option that is unknown', () => [...access, ...objective(), '--data', at('a'), '--budget', '3'], /unknown option '--budget'/],
    ['an option that is missing', () => [...access, ...objective()], /required option '--data <directory>' not specified/],
  ])('ends with 2 and a message for %s, and prints nothing on standard output', async (_, args, message) => {
    const { code, stdout, stderr } = await runFedzoo(['agent', ...args(), '--json']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout.split('\n').filter((line) => line !== '' && !line.startsWith('{"kind":"connection"'))).toEqual([]);
    expect(code).toBe(2);
  });

  it('prints its events as JSON lines, ends with 130 on Ctrl-C, heard twice or not, and leaves its directory in order', async () => {
    const child = startFedzoo(['agent', ...access, ...objective(), '--data', at('b'), '--clients', '3', '--name', 'lab', '--json']);
    try {
      const events: AgentEvent[] = [];
      const lines = createInterface({ input: child.stdout! });
      const joined = new Promise<void>((resolve) => {
        lines.on('line', (line) => {
          events.push(JSON.parse(line) as AgentEvent);
          if (events.filter(({ kind }) => kind === 'joined').length === 3) resolve();
        });
      });
      await joined;
      // A terminal sends it to the launcher, which passes it on, and to the agent.
      killGroup(child, 'SIGINT');
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(130);
      expect(events.at(-1)).toEqual({ kind: 'connection', state: 'closed' });
      expect(existsSync(at('b/lock'))).toBe(false);
    } finally {
      killGroup(child);
    }
  });

  it('says why there is no connection, and tries again', async () => {
    const child = startFedzoo(['agent', '--server', 'http://127.0.0.1:9', '--join', 't', ...objective(), '--data', at('d')]);
    try {
      const [line] = (await once(createInterface({ input: child.stderr! }), 'line')) as [string];
      expect(line).toMatch(/no connection to http:\/\/127\.0\.0\.1:9 \(connect ECONNREFUSED 127\.0\.0\.1:9\); the next attempt is in/);
    } finally {
      killGroup(child);
    }
  });

  it('ends with 2 while another agent uses its directory', async () => {
    const child = startFedzoo(['agent', ...access, ...objective(), '--data', at('c'), '--json']);
    try {
      await once(createInterface({ input: child.stdout! }), 'line');
      const { code, stderr } = await runFedzoo(['agent', ...access, ...objective(), '--data', at('c')]);
      expect(stderr).toMatch(/--data: .* is in use by process \d+; end that process, or choose another directory/);
      expect(code).toBe(2);
    } finally {
      killGroup(child);
    }
  });
});

describe('fedzoo run', () => {
  it('submits, lists, shows, watches and stops runs, for people and as JSON', async () => {
    await coordinator.host(['alone']);
    const submitted = await runFedzoo(['run', 'submit', at('experiment.yaml'), ...admin, '--json']);
    const { id, name } = JSON.parse(submitted.stdout) as RunSummary;
    expect(name).toBe('by command');
    const watched = await runFedzoo(['run', 'watch', id, ...admin, '--json']);
    const lines = watched.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; round: number; value: number | null; status?: string });
    expect(lines.filter(({ kind }) => kind === 'round').map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
    expect(lines.filter(({ kind, round }) => kind === 'round' && round < 4).every(({ value }) => value !== null)).toBe(true);
    expect(lines.at(-1)).toMatchObject({ kind: 'run', status: 'completed' });
    expect(watched.code).toBe(0);

    const shown = await runFedzoo(['run', 'show', id, ...admin]);
    expect(shown.stdout).toMatch(/^status +completed \(rounds\)$/m);
    const endless = await coordinator.submit({ name: 'endless', rounds: 1_000_000 });
    const stopped = await runFedzoo(['run', 'stop', endless.id, ...admin, '--json']);
    expect(JSON.parse(stopped.stdout)).toMatchObject({ status: 'stopped', stopped: 'operator' });
    const listed = await runFedzoo(['run', 'list', ...admin]);
    expect(listed.stdout).toMatch(/^RUN +NAME +STATUS/);
    expect(listed.stdout).toContain(id);
    expect(listed.stdout).toContain(endless.id);
  });

  it('ends with 130 when a watch is interrupted', async () => {
    const { id } = await coordinator.submit({ name: 'waits', objective: { kind: 'remote', dimension: 77 } });
    const child = startFedzoo(['run', 'watch', id, ...admin]);
    await once(createInterface({ input: child.stderr! }), 'line');
    const end = finished(child);
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 130 });
  });

  it.each([
    [
      'a token that is refused',
      () => ['list', '--server', coordinator.coordinator.url, '--token', 'wrong'],
      /^fedzoo: --token: http.* refuses it; give the admin token/,
    ],
    ['a run that is unknown', () => ['show', 'nobody', ...admin], /^fedzoo: RUN: is "nobody".*\(fedzoo run list shows those of http/],
    [
      'a coordinator that is not there',
      () => ['list', '--server', 'http://127.0.0.1:9', '--token', 't'],
      /^fedzoo: --server: http:\/\/127\.0\.0\.1:9 cannot be reached \(.*\); start a coordinator/,
    ],
    ['a file that is missing', () => ['submit', at('gone.yaml'), ...admin], /^fedzoo: FILE: .*gone\.yaml cannot be read/],
    [
      'an experiment with mistakes, all of them',
      () => [
        'submit',
        write('wrong.yaml', 'name: x\nrounds: 0\nobjective: { kind: remote }\nalgorithm: { kind: fedzo, steps: 3 }\n'),
        ...admin,
      ],
      /the experiment is refused:\n(?=[^]*seed: is required)(?=[^]*rounds: must be)(?=[^]*algorithm\.steps: unknown key)/,
    ],
    ['no command', () => [], /Usage: fedzoo run/],
  ])('ends with 2 and a message for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await runFedzoo(['run', ...args()]);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('fedzoo', () => {
  it('lists its commands, and those of each of them', async () => {
    const help = await runFedzoo(['--help']);
    expect(help.code).toBe(0);
    for (const command of ['server', 'agent', 'run', 'simulate', 'demo']) expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect((await runFedzoo(['agent', '--help'])).stdout).toContain('--objective <file>');
  });

  it('ends with 2 for a command it does not know, and 0 for its version', async () => {
    const unknown = await runFedzoo(['agnet']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/unknown command 'agnet'/);
    const version = await runFedzoo(['--version']);
    expect(version).toMatchObject({
      code: 0,
      stdout: `${JSON.parse(readFileSync(new URL('../../../client-node/package.json', import.meta.url), 'utf8')).version}\n`,
    });
  });
});
