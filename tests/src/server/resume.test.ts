import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT, runFedzoo } from '../support/launcher.js';
import { callApi, EXPERIMENT, FZOOS, startFixture, watchRun, type Fixture } from './coordinator-fixture.js';
import { connectHost, createHostMemory } from './quadratic-host.js';

const CLIENTS = ['c1', 'c2', 'c3'];
const CHANGE = { algorithm: FZOOS, rounds: 3, participation: { minimumClients: CLIENTS.length } };

describe('a coordinator that is started again on its data directory', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.close());

  it('has its tokens, runs, rounds and clients', async () => {
    const { joinToken, adminToken } = fixture.coordinator;
    await fixture.host(CLIENTS);
    const { id } = await fixture.submit(CHANGE);
    await fixture.untilRun(id, ({ status }) => status === 'completed');
    const paths = ['/api/runs', `/api/runs/${id}`, `/api/runs/${id}/rounds?iterates=true`];
    const before = await Promise.all(paths.map((path) => fixture.api('GET', path)));
    await fixture.restart();
    expect(fixture.coordinator).toMatchObject({ joinToken, adminToken });
    const after = await Promise.all(paths.map((path) => fixture.api('GET', path)));
    const seen = ({ client }: { client: string }): string => client;
    expect(after[0]).toEqual(before[0]);
    expect(after[2]).toEqual(before[2]);
    expect(after[1]?.body['iterate']).toEqual(before[1]?.body['iterate']);
    expect(after[1]?.body.clients.map(seen)).toEqual(before[1]?.body.clients.map(seen));
    expect(after[1]?.body.clients.every(({ state }) => state === 'away')).toBe(true);
  });

  it('goes on in the middle of any phase, with the contributions it had, to the same result', async () => {
    const undisturbed = await finalIterate(await startFixture(), CHANGE);
    let arrived = 0;
    let memory = createHostMemory();
    // Restarted after every single contribution: 3 rounds of 2 phases of 3 clients.
    const { id } = await fixture.submit(CHANGE);
    for (;;) {
      let restart = false;
      const host = await fixture.host(
        CLIENTS,
        {
          deliver(contribution, send) {
            if (restart) return;
            restart = true;
            send(contribution);
          },
        },
        memory,
      );
      await host.until(
        ({ acknowledgements, states }) =>
          acknowledgements.some(({ verdict }) => verdict === 'accepted') || states.at(-1)?.status === 'completed',
      );
      arrived += 1;
      if ((await fixture.run(id)).status === 'completed') break;
      host.close();
      await fixture.restart();
      // What a host answered stays answered: only its memory goes on with it.
      memory = { finished: new Map(memory.finished), states: new Map(memory.states) };
    }
    expect(arrived).toBe(18);
    const ended = (await fixture.api('GET', `/api/runs/${id}`)).body;
    expect(ended['iterate']).toEqual(undisturbed.iterate);
    expect(ended.run).toMatchObject({ queries: undisturbed.queries, bytes: undisturbed.bytes });
    const { clients } = (await fixture.api('GET', '/api/clients')).body;
    expect(clients.reduce((sum, { bytesDown }) => sum + bytesDown, 0)).toBe(ended.run.bytes.down);
    expect(clients.reduce((sum, { bytesUp }) => sum + bytesUp, 0)).toBe(ended.run.bytes.up);
  });

  it('lets a paused run rest, and a run that waits wait', async () => {
    const { id: waiting } = await fixture.submit({ participation: { minimumClients: 9 } });
    await fixture.host(['c1']);
    const { id: paused } = await fixture.submit({ participation: { stepwise: true } });
    await fixture.untilRun(paused, ({ status }) => status === 'paused');
    await fixture.restart();
    expect((await fixture.run(waiting)).waiting?.reason).toBe('needs 9 clients of one dimension to start; 0 joined');
    expect((await fixture.run(paused)).status).toBe('paused');
  });

  it('gives an open phase whose deadline passed meanwhile time to be answered', async () => {
    const silent = await fixture.host(['c1', 'c2'], { deliver: () => undefined });
    const { id } = await fixture.submit({ rounds: 1, participation: { minimumClients: 2, deadlineSeconds: 0.01 } });
    await silent.until(({ tasks }) => tasks.length === 2);
    await fixture.restart();
    await fixture.host(['c1', 'c2']);
    await fixture.untilRun(id, ({ status }) => status === 'completed');
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(rounds[1]?.clients).toBe(2);
  });
});

describe('a coordinator process that is killed in the middle of a phase', () => {
  let directory: string;
  const processes: ChildProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fedzoo-killed-'));
    // Builds what is stale, so that what is started below is what the sources say.
    await runFedzoo(['server', '--help']);
  });
  afterEach(async () => {
    for (const child of processes) child.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });

  async function start(): Promise<{ child: ChildProcess; url: string; joinToken: string; adminToken: string }> {
    const child = spawn(process.execPath, [`${ROOT}server/dist/main.js`, 'server', '--data', directory, '--port', '0', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    processes.push(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, ...(JSON.parse(line.toString('utf8')) as { url: string; joinToken: string; adminToken: string }) };
  }

  it('has lost nothing that it acknowledged, and ends with the same result', async () => {
    const undisturbed = await finalIterate(await startFixture(), CHANGE);
    const memory = createHostMemory();
    let server = await start();
    const { body } = await callApi(server, { method: 'POST', path: '/api/runs', body: { ...EXPERIMENT, ...CHANGE } });
    const { id } = body.run;
    for (const kills of [2, 5]) {
      let left = kills;
      const host = await connectHost(
        { ...server, clients: CLIENTS, deliver: (contribution, send) => void (left-- > 0 && send(contribution)) },
        memory,
      );
      await host.until(({ acknowledgements }) => acknowledgements.length === kills);
      server.child.kill('SIGKILL');
      await once(server.child, 'exit');
      server = await start();
      const { clients: waitedFor } = (await callApi(server, { method: 'GET', path: `/api/runs/${id}` })).body.run.waiting ?? {
        clients: [],
      };
      const acknowledged = host.acknowledgements.filter(
        ({ round, phase }) => round === host.acknowledgements.at(-1)?.round && phase === host.acknowledgements.at(-1)?.phase,
      );
      for (const { client } of acknowledged) if (acknowledged.length < CLIENTS.length) expect(waitedFor).not.toContain(client);
    }
    const host = await connectHost({ ...server, clients: CLIENTS }, memory);
    await watchRun(server, id, ({ status }) => status === 'completed');
    host.close();
    const ended = (await callApi(server, { method: 'GET', path: `/api/runs/${id}` })).body;
    expect(ended['iterate']).toEqual(undisturbed.iterate);
    expect(ended.run).toMatchObject({ queries: undisturbed.queries, bytes: undisturbed.bytes });
  });
});

/** What the run comes to when nothing happens to it. */
async function finalIterate(fixture: Fixture, change: object) {
  try {
    await fixture.host(CLIENTS);
    const { id } = await fixture.submit(change);
    const { queries, bytes } = await fixture.untilRun(id, ({ status }) => status === 'completed');
    return { iterate: (await fixture.api('GET', `/api/runs/${id}`)).body['iterate'], queries, bytes };
  } finally {
    await fixture.close();
  }
}
