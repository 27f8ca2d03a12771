import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finished, killGroup, ROOT, runFedzoo, startFedzoo } from '../support/launcher.js';
import { callApi, EXPERIMENT } from './coordinator-fixture.js';

describe('fedzoo server', () => {
  let directory: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fedzoo-server-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) killGroup(child);
    await rm(directory, { recursive: true });
  });

  function start(args: readonly string[], environment?: Record<string, string>) {
    const child = startFedzoo(['server', ...args], environment);
    children.push(child);
    return child;
  }
  async function announced(child: ChildProcess): Promise<{ url: string; joinToken: string; adminToken: string; version: string }> {
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    return JSON.parse(line.toString('utf8')) as { url: string; joinToken: string; adminToken: string; version: string };
  }

  it.each(['SIGINT', 'SIGTERM'] as const)('prints one JSON object, serves, and ends on %s within two seconds', async (signal) => {
    const child = start(['--data', directory, '--port', '0', '--json']);
    const result = finished(child);
    const server = await announced(child);
    expect(Object.keys(server)).toEqual(['url', 'joinToken', 'adminToken', 'version']);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { body } = await callApi(server, { method: 'POST', path: '/api/runs', body: EXPERIMENT });
    const stream = await fetch(`${server.url}/api/events`, { headers: { authorization: `Bearer ${server.adminToken}` } });
    const ended = performance.now();
    child.kill(signal);
    const { code, stdout, stderr } = await result;
    expect(performance.now() - ended).toBeLessThan(2000);
    expect(code).toBe(signal === 'SIGINT' ? 130 : 0);
    expect(JSON.parse(stdout)).toEqual(server);
    expect(stderr).not.toContain(server.joinToken);
    expect(stderr).not.toContain(server.adminToken);
    await stream.body?.cancel().catch(() => undefined);

    const again = start(['--data', directory, '--port', '0', '--json']);
    const { joinToken, adminToken, url } = await announced(again);
    expect({ joinToken, adminToken }).toEqual({ joinToken: server.joinToken, adminToken: server.adminToken });
    expect((await callApi({ url, adminToken }, { method: 'GET', path: `/api/runs/${body.run.id}` })).body.run.status).toBe('waiting');
  });

  it('that npm started through a shell ends in order when the shell is gone, which is all that is left of a SIGTERM to npm', async () => {
    // More than one command, so that no shell gives its place to the last.
    const script = 'trap : USR1; "$0" "$@"; exit 1';
    const command = [process.execPath, `${ROOT}fedzoo.mjs`, 'server', '--data', directory, '--port', '0', '--json'];
    const shell = spawn('sh', ['-c', script, ...command], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, npm_command: 'exec' },
    });
    children.push(shell);
    const result = finished(shell);
    const server = await announced(shell);
    shell.kill('SIGTERM');
    // The pipe is closed by the last process that holds it.
    expect(JSON.parse((await result).stdout)).toEqual(server);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed');
  });

  it('takes its tokens from the environment', async () => {
    const child = start(['--data', directory, '--port', '0', '--json'], {
      FEDZOO_JOIN_TOKEN: 'join-token-given',
      FEDZOO_ADMIN_TOKEN: 'admin-token-given',
    });
    expect(await announced(child)).toMatchObject({ joinToken: 'join-token-given', adminToken: 'admin-token-given' });
  });

  it('names a log level that is none, and those that there are', async () => {
    const { code, stdout, stderr } = await runFedzoo(['server', '--data', directory, '--port', '0'], { FEDZOO_LOG_LEVEL: 'loud' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/FEDZOO_LOG_LEVEL: is "loud"; give one of trace, debug, info, warn, error, fatal/);
  });

  it('of another program ends with its standard input, and leaves Ctrl-C to it', async () => {
    const child = spawn(
      process.execPath,
      [`${ROOT}fedzoo.mjs`, 'server', '--data', directory, '--port', '0', '--json', '--end-with-input'],
      {
        detached: true,
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    children.push(child);
    const server = await announced(child);
    killGroup(child, 'SIGINT');
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('tells people where it is, and what to do next', async () => {
    const child = start(['--data', directory, '--port', '0']);
    const [text] = (await once(child.stdout!, 'data')) as [Buffer];
    expect(text.toString('utf8')).toMatch(/at http:\/\/127\.0\.0\.1:\d+/);
    expect(text.toString('utf8')).toContain('npx fedzoo agent --server');
  });

  it.each<[string, (directory: string) => string[], RegExp]>([
    ['no data directory', () => ['--port', '0'], /--data/],
    ['a port that is none', (data) => ['--data', data, '--port', '99999'], /port: is 99999; give a whole number from 0 to 65535/],
    ['a port that is no number', (data) => ['--data', data, '--port', 'http'], /--port: is "http"/],
    ['an unknown flag', (data) => ['--data', data, '--colour', 'red'], /--colour/],
    [
      'an address that is not here',
      (data) => ['--data', data, '--port', '0', '--host', '203.0.113.7'],
      /host: 203\.0\.113\.7 is no address of this machine/,
    ],
    [
      'a data directory that is a file',
      (data) => ['--data', join(data, 'file'), '--port', '0'],
      /data: .*file cannot be used as a data directory/,
    ],
  ])('ends with 2 and says why on %s', async (_name, args, text) => {
    await writeFile(join(directory, 'file'), '');
    const { code, stdout, stderr } = await runFedzoo(['server', '--json', ...args(directory)]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(text);
  });

  it('ends with 2 on a token that is too short, without repeating it', async () => {
    const { code, stderr } = await runFedzoo(['server', '--data', directory, '--port', '0'], { FEDZOO_JOIN_TOKEN: 'hush' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/joinToken: has 4 characters/);
    expect(stderr).not.toContain('hush');
  });

  it('ends with 2 when its port or its directory is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const blocked = await runFedzoo(['server', '--data', directory, '--port', String(port)]);
    expect([blocked.code, blocked.stderr]).toEqual([
      2,
      expect.stringMatching(new RegExp(`port: ${port} is in use on 127.0.0.1`)) as string,
    ]);
    blocker.close();

    const first = start(['--data', directory, '--port', '0', '--json']);
    await announced(first);
    const second = await runFedzoo(['server', '--data', directory, '--port', '0']);
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('is in use by another coordinator') as string]);
  });
});
