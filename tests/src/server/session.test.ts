import type { ClientId } from '@fedzoo/shared/federation/client';
import { maxFrameBytesFor, PROTOCOL_VERSION, type ErrorMessage } from '@fedzoo/shared/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './coordinator-fixture.js';
import { connectHost, openSocket, type HostSocket } from './quadratic-host.js';

describe('a host that connects', () => {
  let fixture: Fixture;
  let sockets: HostSocket[];
  beforeEach(async () => {
    fixture = await startFixture({
      name: 'lab',
      limits: { heartbeatIntervalMs: 2_000, helloTimeoutMs: 1_000, maxConnections: 3, maxClients: 3 },
    });
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.disconnect();
    await fixture.close();
  });

  function open(joinToken = fixture.coordinator.joinToken): HostSocket {
    const socket = openSocket(fixture.coordinator.url, joinToken);
    sockets.push(socket);
    return socket;
  }
  const errorOf = (socket: HostSocket): Promise<ErrorMessage> => new Promise((resolve) => socket.once('error', resolve));
  const goneOf = (socket: HostSocket): Promise<string> => new Promise((resolve) => socket.once('disconnect', resolve));
  const connected = (socket: HostSocket): Promise<void> => new Promise((resolve) => socket.once('connect', resolve));
  const refusalOf = (socket: HostSocket): Promise<Error & { data?: unknown }> =>
    new Promise((resolve) => socket.once('connect_error', resolve));
  const hello = {
    protocolVersionMin: PROTOCOL_VERSION,
    protocolVersionMax: PROTOCOL_VERSION,
    features: [],
    hostName: 'h',
    softwareVersion: '0',
  };

  it('is told who it speaks to, how often to say that it is there, and how large its frames may be', async () => {
    const { welcome } = await fixture.host([]);
    expect(welcome).toMatchObject({ protocolVersion: PROTOCOL_VERSION, features: [], coordinatorName: 'lab', heartbeatIntervalMs: 2_000 });
    expect(welcome.maxFrameBytes).toBe(maxFrameBytesFor(10_000, 100_000));
  });

  it.each(['', 'wrong-token-of-some-length'])('without the join token is refused (%j)', async (token) => {
    const socket = open(token);
    const error = await refusalOf(socket);
    expect(error.data).toMatchObject({ code: 'invalid-token', field: 'connect.token', retriable: false });
    expect(error.message).not.toContain(fixture.coordinator.joinToken);
  });

  it('with the admin token is refused too: it commands, it does not join', async () => {
    const error = await refusalOf(open(fixture.coordinator.adminToken));
    expect(error.data).toMatchObject({ code: 'invalid-token' });
  });

  it('that speaks no common version is told so, and the connection ends', async () => {
    const socket = open();
    await connected(socket);
    const told = errorOf(socket);
    const gone = goneOf(socket);
    socket.emit('hello', { ...hello, protocolVersionMin: PROTOCOL_VERSION + 1, protocolVersionMax: PROTOCOL_VERSION + 2 });
    expect(await told).toMatchObject({ code: 'unsupported-version' });
    await gone;
  });

  it('that wants a run nobody knows is told so, and the connection ends', async () => {
    const socket = open();
    await connected(socket);
    const told = errorOf(socket);
    const gone = goneOf(socket);
    socket.emit('hello', { ...hello, run: 'run-elsewhere' as never });
    expect(await told).toMatchObject({ code: 'unknown-run', field: 'hello.run' });
    await gone;
  });

  it('that wants one run takes part in no other', async () => {
    const wanted = await fixture.submit({ participation: { minimumClients: 1, stepwise: true } });
    const host = await fixture.host(['c1'], { hello: { run: wanted.id as never } });
    const other = await fixture.submit();
    await fixture.untilRun(wanted.id, ({ status }) => status === 'paused');
    await fixture.api('POST', `/api/runs/${wanted.id}/advance`);
    await fixture.untilRun(wanted.id, ({ round }) => round === 1);
    expect((await fixture.run(other.id)).status).toBe('waiting');
    expect(new Set(host.tasks.map(({ run }) => run))).toEqual(new Set([wanted.id]));
  });

  it('must say hello before anything else, and soon', async () => {
    const socket = open();
    await connected(socket);
    expect(await socket.emitWithAck('leave', { client: 'c1' as ClientId })).toMatchObject({ ok: false, error: { code: 'hello-expected' } });
    const told = errorOf(socket);
    await goneOf(socket);
    expect(await told).toMatchObject({ code: 'hello-expected' });
  });

  it('cannot bring a client that another connection carries', async () => {
    await fixture.host(['c1'], { hostName: 'first' });
    const second = await fixture.host([], { hostName: 'second' });
    expect(await second.join('c1')).toMatchObject({ ok: false, error: { code: 'already-joined', retriable: true, client: 'c1' } });
    expect(await second.join('c2')).toEqual({ ok: true });
    expect(await second.leave('c1')).toMatchObject({ ok: false, error: { code: 'unknown-client', client: 'c1' } });
  });

  it('is turned away when connections or clients are at their limit', async () => {
    const host = await fixture.host(['c1', 'c2', 'c3']);
    expect(await host.join('c4')).toMatchObject({ ok: false, error: { code: 'unavailable', client: 'c4' } });
    expect(await host.join('c1')).toEqual({ ok: true });
    await fixture.host([]);
    await fixture.host([]);
    const error = await refusalOf(open());
    expect(error.data).toMatchObject({ code: 'unavailable', retriable: true });
  });

  it('is away once its connection is lost, and was last seen then', async () => {
    const host = await fixture.host(['c1']);
    const before = Date.now();
    host.close();
    for (;;) {
      const { clients } = (await fixture.api('GET', '/api/clients')).body;
      if (clients[0]?.state !== 'away') continue;
      expect(clients[0].lastSeenMs).toBeGreaterThanOrEqual(before - 1000);
      expect(clients[0].lastSeenMs).toBeLessThanOrEqual(Date.now());
      break;
    }
  });

  it('hears heartbeats, and what it says of queries is shown', async () => {
    const host = await fixture.host(['c1']);
    const beat = await new Promise<{ sentAtMs: number }>((resolve) => host.socket.once('heartbeat', resolve));
    expect(Math.abs(beat.sentAtMs - Date.now())).toBeLessThan(10_000);
    host.socket.emit('heartbeat', {
      sentAtMs: Date.now(),
      clients: [
        { client: 'c1' as ClientId, queries: 41 },
        { client: 'c2' as ClientId, queries: 7 },
      ],
    });
    await host.join('c1');
    const { clients } = (await fixture.api('GET', '/api/clients')).body;
    expect(clients).toMatchObject([{ client: 'c1', queries: 41 }]);
  });

  it('that sends a bad frame loses its own connection, and nobody else anything', async () => {
    const good = await fixture.host(['c1']);
    const bad = await fixture.host(['c2']);
    const { id } = await fixture.submit({ participation: { minimumClients: 2, stepwise: true } });
    await fixture.untilRun(id, ({ status }) => status === 'paused');
    const told = errorOf(bad.socket);
    const gone = goneOf(bad.socket);
    bad.socket.io.engine.write(Buffer.from([0xff, 0xff, 0xff]));
    expect(await told).toMatchObject({ code: 'malformed-frame' });
    await gone;
    expect(good.socket.connected).toBe(true);
    await fixture.host(['c2']);
    await fixture.api('POST', `/api/runs/${id}/advance`);
    expect((await fixture.untilRun(id, ({ round }) => round === 1)).bytes.up).toBeGreaterThan(0);
    expect(await (await fetch(`${fixture.coordinator.url}/metrics`)).text()).toContain('fedzoo_bad_frames_total{code="malformed-frame"} 1');
  });

  it('is made to come back when a run needs larger frames than it was promised', async () => {
    const host = await fixture.host(['c1']);
    const gone = goneOf(host.socket);
    const features = 200_000;
    const { id } = await fixture.submit({ rounds: 1, algorithm: { kind: 'fzoos', features, localIterations: 1 } });
    await gone;
    const again = await connectHost({ ...fixture.coordinator, clients: [] });
    sockets.push(again.socket);
    expect(again.welcome.maxFrameBytes).toBe(maxFrameBytesFor(3, features));
    await fixture.api('POST', `/api/runs/${id}/stop`);
  });
});
