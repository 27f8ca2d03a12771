import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXPERIMENT, readEvents, startFixture, type Fixture } from './coordinator-fixture.js';

describe('the HTTP API', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture({ limits: { maxOpenRuns: 2 } });
  });
  afterEach(() => fixture.close());

  const plain = (path: string, init?: RequestInit): Promise<Response> => fetch(`${fixture.coordinator.url}${path}`, init);
  const authorised = (): Record<string, string> => ({ authorization: `Bearer ${fixture.coordinator.adminToken}` });

  it.each([
    ['no token', () => ({})],
    ['a wrong token', () => ({ authorization: 'Bearer wrong' })],
    ['the join token', () => ({ authorization: `Bearer ${fixture.coordinator.joinToken}` })],
    ['another scheme', () => ({ authorization: `Basic ${fixture.coordinator.adminToken}` })],
  ])('answers nothing to %s', async (_name, headers) => {
    for (const [method, path] of [
      ['GET', '/api/runs'],
      ['POST', '/api/runs'],
      ['GET', '/api/runs/x'],
      ['POST', '/api/runs/x/stop'],
      ['GET', '/api/clients'],
      ['GET', '/api/events'],
    ] as const) {
      const response = await plain(path, { method, headers: headers() });
      expect([path, response.status]).toEqual([path, 401]);
      expect(((await response.json()) as { error: object }).error).toMatchObject({ code: 'unauthorized' });
    }
  });

  it('takes the token in the address of the event stream alone', async () => {
    const search = `?token=${encodeURIComponent(fixture.coordinator.adminToken)}`;
    expect((await plain(`/api/runs${search}`)).status).toBe(401);
    const abort = new AbortController();
    const stream = await plain(`/api/events${search}`, { signal: abort.signal });
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    abort.abort();
  });

  it('tells health and metrics without a token', async () => {
    expect(await (await plain('/healthz')).json()).toEqual({ status: 'ok', version: fixture.coordinator.version });
    await fixture.host(['c1']);
    const { id } = await fixture.submit();
    await fixture.untilRun(id, ({ status }) => status === 'completed');
    const metrics = await (await plain('/metrics')).text();
    for (const line of [
      'fedzoo_connections 1',
      'fedzoo_clients{state="idle"} 1',
      'fedzoo_runs{status="completed"} 1',
      'fedzoo_rounds_total 4',
      'fedzoo_phase_seconds_count 4',
      'fedzoo_tasks_total 4',
      'fedzoo_contributions_total{verdict="accepted"} 4',
    ]) {
      expect(metrics).toContain(line);
    }
    const run = await fixture.run(id);
    expect(metrics).toContain(`fedzoo_queries_total ${run.queries}`);
    expect(metrics).toContain(`fedzoo_message_bytes_total{direction="up"} ${run.bytes.up}`);
    expect(metrics).toContain('nodejs_eventloop_lag_seconds');
  });

  it('refuses an experiment with everything that is wrong with it', async () => {
    const { status, body } = await fixture.api('POST', '/api/runs', {
      ...EXPERIMENT,
      seed: -1,
      rounds: 0.5,
      algorithm: { kind: 'fedzo', directons: 3 },
      colour: 'red',
    });
    expect([status, body.error.code]).toEqual([400, 'invalid-request']);
    expect(body.error.problems?.map(({ path }) => path).sort()).toEqual(['algorithm.directons', 'colour', 'rounds', 'seed']);
    expect(body.error.message).toContain('did you mean directions?');
  });

  it('refuses an experiment whose objectives are not the clients', async () => {
    const objective = { kind: 'synthetic', function: 'sphere', dimension: 3 };
    const { status, body } = await fixture.api('POST', '/api/runs', { ...EXPERIMENT, objective });
    expect(status).toBe(400);
    expect(body.error.problems).toMatchObject([{ path: 'objective', message: expect.stringContaining('{ kind: remote }') as string }]);
  });

  it('refuses an encoding that cannot be when its dimension is known, and says what could', async () => {
    const submit = async (experiment: object) =>
      (await fixture.api('POST', '/api/runs', { ...EXPERIMENT, objective: { kind: 'remote', dimension: 300 }, ...experiment })).body.error
        .problems;
    expect(await submit({ algorithm: { kind: 'seed-scalar' }, codec: { upload: '50 B' } })).toMatchObject([
      { path: 'codec.upload', message: expect.stringMatching(/^is 50 bytes, .* at least \d+ in a round at d = 300/) as string },
    ]);
    expect(await submit({ algorithm: { kind: 'cma-es' }, codec: { topK: 5 } })).toMatchObject([
      { path: 'codec.topK', message: expect.stringMatching(/^is 5, but clients of cma-es send no updates/) as string },
    ]);
  });

  it.each([
    ['no JSON', '{', 400, 'invalid-request'],
    ['nothing', '', 400, 'invalid-request'],
    ['a list', '[]', 400, 'invalid-request'],
    ['a prototype', '{"__proto__":{"name":"x"}}', 400, 'invalid-request'],
    ['too much', `"${'x'.repeat(2 ** 20)}"`, 413, 'body-too-large'],
  ])('refuses a body that is %s', async (_name, body, status, code) => {
    const response = await plain('/api/runs', { method: 'POST', headers: { ...authorised(), 'content-type': 'application/json' }, body });
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: object }).error).toMatchObject({ code });
    expect((await fixture.api('GET', '/api/runs')).body.runs).toEqual([]);
  });

  it('lists runs in the order they came, and knows those it does not have', async () => {
    const ids = [(await fixture.submit({ name: 'b' })).id, (await fixture.submit({ name: 'a' })).id];
    expect((await fixture.api('GET', '/api/runs')).body.runs.map(({ id }) => id)).toEqual(ids);
    for (const [method, path] of [
      ['GET', '/api/runs/nope'],
      ['GET', '/api/runs/nope/rounds'],
      ['POST', '/api/runs/nope/stop'],
      ['POST', '/api/runs/nope/advance'],
      ['GET', '/api/events?run=nope'],
    ] as const) {
      expect(await fixture.api(method, path)).toMatchObject({ status: 404, body: { error: { code: 'unknown-run' } } });
    }
    expect(await fixture.api('GET', '/api/nothing')).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } });
  });

  it('opens no more runs than its limit, until one ends', async () => {
    const { id } = await fixture.submit();
    await fixture.submit();
    const refused = await fixture.api('POST', '/api/runs', EXPERIMENT);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'too-many-runs' } } });
    await fixture.api('POST', `/api/runs/${id}/stop`);
    await fixture.submit();
  });

  it.each(['?from=-1', '?from=1.5', '?from=x', '?iterates=yes', '?form=1'])('refuses rounds%s', async (search) => {
    const { id } = await fixture.submit();
    expect(await fixture.api('GET', `/api/runs/${id}/rounds${search}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid-request' } },
    });
  });

  it('refuses a reason to stop that is none, and takes an empty body', async () => {
    const { id } = await fixture.submit();
    expect(await fixture.api('POST', `/api/runs/${id}/stop`, { reason: 'bored' })).toMatchObject({
      status: 400,
      body: { error: { problems: [{ path: 'reason' }] } },
    });
    const response = await plain(`/api/runs/${id}/stop`, {
      method: 'POST',
      headers: { ...authorised(), 'content-type': 'application/json' },
      body: '',
    });
    expect(response.status).toBe(200);
  });

  it('streams how things stand, then every round and change', async () => {
    await fixture.host(['c1']);
    const { id } = await fixture.submit({ participation: { stepwise: true } });
    await fixture.untilRun(id, ({ status }) => status === 'paused');
    const seen: string[] = [];
    const rounds: number[] = [];
    for await (const { name, data } of readEvents(fixture.coordinator, `?run=${id}`)) {
      seen.push(name);
      if (name === 'round') rounds.push((data as { row: { round: number } }).row.round);
      if (name === 'run' && (data as { status: string }).status === 'paused') await fixture.api('POST', `/api/runs/${id}/advance`);
      if (name === 'run' && (data as { status: string }).status === 'completed') break;
    }
    expect(seen.slice(0, 2)).toEqual(['run', 'clients']);
    // A row comes again when its value becomes known.
    expect([...new Set(rounds)]).toEqual([0, 1, 2, 3, 4]);
  });

  it('streams of one run nothing about another', async () => {
    await fixture.host(['c1']);
    const watched = await fixture.submit({ participation: { minimumClients: 2 } });
    const other = await fixture.submit();
    const ids = new Set<string>();
    for await (const { name, data } of readEvents(fixture.coordinator, `?run=${watched.id}`)) {
      if (name === 'run') ids.add((data as { id: string }).id);
      if (name === 'round') ids.add((data as { run: string }).run);
      if (name === 'clients') {
        await fixture.untilRun(other.id, ({ status }) => status === 'completed');
        await fixture.api('POST', `/api/runs/${watched.id}/stop`);
      }
      if (name === 'run' && (data as { status: string }).status === 'stopped') break;
    }
    expect([...ids]).toEqual([watched.id]);
  });
});

describe('the page', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'fedzoo-page-'));
    await mkdir(join(root, 'page', 'assets'), { recursive: true });
    await writeFile(join(root, 'page', 'index.html'), '<!doctype html><title>FedZoo</title>');
    await writeFile(join(root, 'page', 'assets', 'page.js'), 'export {};');
    await writeFile(join(root, 'secret'), 'secret');
  });
  afterAll(() => rm(root, { recursive: true }));

  it('is served with its files and may load nothing from elsewhere', async () => {
    const fixture = await startFixture({ pageDirectory: join(root, 'page') });
    const page = await fetch(fixture.coordinator.url);
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html><title>FedZoo</title>',
    ]);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect((await fetch(`${fixture.coordinator.url}/assets/page.js`)).headers.get('content-type')).toContain('javascript');
    for (const path of ['/../secret', '/%2e%2e/secret', '/assets/..%2f..%2fsecret', '/secret']) {
      expect((await fetch(`${fixture.coordinator.url}${path}`)).status).toBeGreaterThanOrEqual(400);
    }
    await fixture.close();
  });

  it('that is not built is a line that says how to build it', async () => {
    const fixture = await startFixture({ pageDirectory: join(root, 'nothing') });
    const page = await fetch(fixture.coordinator.url);
    expect(await page.text()).toContain('npm run build');
    expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    await fixture.close();
  });
});
