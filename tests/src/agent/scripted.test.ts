import { afterEach, describe, expect, it } from 'vitest';
import type { ClientId, RunId } from '@fedzoo/shared/federation/client';
import { encodeEnvelope, type ErrorMessage, type Reply } from '@fedzoo/shared/protocol';
import { createAgentFixture, SYNTHETIC, type AgentFixture } from './agent-fixture.js';
import { PLAN, startScriptedCoordinator, taskFor, type ScriptedCoordinator } from './scripted-coordinator.js';

const client = 'edge' as ClientId;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

async function connect(
  options: Parameters<typeof startScriptedCoordinator>[0] = {},
  objective = SYNTHETIC,
): Promise<{ coordinator: ScriptedCoordinator; host: AgentFixture; serverUrl: string }> {
  const coordinator = await startScriptedCoordinator(options);
  const host = createAgentFixture(objective);
  open.push(coordinator, host);
  return { coordinator, host, serverUrl: coordinator.url };
}

describe('an agent', () => {
  it('joins with the dimension, start, weight and kind of its objective', async () => {
    const { coordinator, host, serverUrl } = await connect({}, `${SYNTHETIC}start: 0\nweight: 2.5\n`);
    await host.start({ serverUrl, joinToken: 't' });
    expect(await coordinator.next('join')).toEqual({
      client: 'edge',
      dimension: 3,
      start: { dtype: 'f64', shape: [3], values: new Float64Array(3).fill(0.5) },
      weight: 2.5,
      label: 'synthetic',
    });
  });

  it('answers a task that comes again with the same bytes, from its store, without an evaluation, also after a restart', async () => {
    const { coordinator, host, serverUrl } = await connect();
    const agent = await host.start({ serverUrl, joinToken: 't' });
    await coordinator.next('join');
    coordinator.socket().emit('plan', { client, plan: PLAN });
    coordinator.socket().emit('task', taskFor('edge'));
    const first = await coordinator.next('contribution');
    expect(first.queries).toBeGreaterThan(0);
    coordinator.socket().emit('task', taskFor('edge'));
    const second = await coordinator.next('contribution');
    await agent.close();

    const again = await host.start({ serverUrl, joinToken: 't' });
    await coordinator.next('join');
    coordinator.socket().emit('plan', { client, plan: PLAN });
    coordinator.socket().emit('task', taskFor('edge'));
    const third = await coordinator.next('contribution');
    const [a, b, c] = [first, second, third].map((body) => Buffer.from(encodeEnvelope({ kind: 'contribution', body })).toString('hex'));
    expect(b).toBe(a);
    expect(c).toBe(a);
    expect(again.progress()[0]!.queries).toBe(first.queries);
  });

  it('refuses tasks that it cannot take on, says why and that nothing will come, and goes on', async () => {
    const { coordinator, host, serverUrl } = await connect();
    await host.start({ serverUrl, joinToken: 't' });
    await coordinator.next('join');
    const say = async (change: Parameters<typeof taskFor>[1], to = 'edge'): Promise<ErrorMessage> => {
      coordinator.socket().emit('task', taskFor(to, change));
      return await coordinator.next('hostError');
    };
    expect(await say({})).toMatchObject({ code: 'unknown-run', client: 'edge', run: 'r', round: 1 });
    expect(await coordinator.next('contribution')).toMatchObject({
      round: 1,
      queries: 0,
      failure: expect.stringMatching(/no plan of run r/) as string,
    });
    coordinator.socket().emit('plan', { client, plan: PLAN });
    expect(await say({}, 'stranger')).toMatchObject({ code: 'unknown-client', client: 'stranger' });
    expect(await say({ iterate: { dtype: 'f64', shape: [2], values: new Float64Array(2) } })).toMatchObject({
      code: 'dimension-mismatch',
      field: 'task.iterate',
    });
    expect(await coordinator.next('contribution')).toMatchObject({
      round: 1,
      failure: expect.stringMatching(/has 2 coordinates/) as string,
    });
    coordinator.socket().emit('plan', { client, plan: { ...PLAN, run: 's' as RunId, algorithm: { kind: 'telepathy' } } });
    expect(await coordinator.next('hostError')).toMatchObject({ code: 'unsupported-algorithm', run: 's' });

    coordinator.socket().emit('task', taskFor('edge', { round: 2 }));
    expect(await coordinator.next('contribution')).toMatchObject({ round: 2 });
    expect(await say({ round: 1 })).toMatchObject({ code: 'late', field: 'task.round' });
    expect(await coordinator.next('contribution')).toMatchObject({
      round: 1,
      queries: 0,
      failure: expect.stringMatching(/is over for edge/) as string,
    });
    coordinator.socket().emit('plan', { client, plan: { ...PLAN, seed: 4 } });
    expect(await say({ round: 3 })).toMatchObject({ code: 'wrong-run' });
  });

  it('survives a frame that is none, and comes back', async () => {
    const { coordinator, host, serverUrl } = await connect();
    await host.start({ serverUrl, joinToken: 't' });
    await coordinator.next('join');
    coordinator.socket().conn.write(Buffer.from('not an envelope'));
    await coordinator.next('join');
    coordinator.socket().emit('plan', { client, plan: PLAN });
    coordinator.socket().emit('task', taskFor('edge'));
    expect((await coordinator.next('contribution')).queries).toBeGreaterThan(0);
  });

  it('gives up a task when the coordinator goes on, tells what it cost, and answers the new one', async () => {
    const objective = 'kind: module\nfile: objective.mjs\ndimension: 3\nlower: 0\nupper: 1\nstart: 0\n';
    const { coordinator, host, serverUrl } = await connect({}, objective);
    host.write('objective.mjs', 'export async function evaluate([x], { query }) { if (query === 1) await globalThis.atGate(); return x; }');
    let openGate = (): void => undefined;
    const atGate = new Promise<void>((arrive) => {
      (globalThis as { atGate?: () => Promise<void> }).atGate = () => {
        arrive();
        return new Promise((resolve) => {
          openGate = resolve;
        });
      };
    });
    await host.start({ serverUrl, joinToken: 't' });
    await coordinator.next('join');
    coordinator.socket().emit('plan', { client, plan: PLAN });
    coordinator.socket().emit('task', taskFor('edge'));
    await atGate;
    coordinator.socket().emit('task', taskFor('edge', { round: 2 }));
    coordinator.socket().emit('task', taskFor('edge', { round: 2 }));
    await expect.poll(() => coordinator.heard.filter(({ kind }) => kind === 'heartbeat').length).toBeGreaterThan(2);
    openGate();
    const late = await coordinator.next('contribution');
    expect(late).toMatchObject({ round: 1, queries: 2, outcomes: { value: 2 }, failure: 'the coordinator went on to round 2, phase 0' });
    const onTime = await coordinator.next('contribution');
    expect(onTime.round).toBe(2);
    expect(onTime.failure).toBeUndefined();
  });

  it('says once a heartbeat what its clients have spent in their run', async () => {
    const { coordinator, host, serverUrl } = await connect();
    await host.start({ serverUrl, joinToken: 't' });
    await coordinator.next('join');
    coordinator.socket().emit('plan', { client, plan: PLAN });
    coordinator.socket().emit('task', taskFor('edge'));
    const { queries } = await coordinator.next('contribution');
    const told = (): unknown[] => coordinator.heard.flatMap((said) => (said.kind === 'heartbeat' ? said.body.clients : []));
    await expect.poll(told).toContainEqual({ client: 'edge', queries });
    const after = told().length;
    const beats = (): number => coordinator.heard.filter(({ kind }) => kind === 'heartbeat').length;
    const before = beats();
    await expect.poll(beats).toBeGreaterThan(before + 2);
    expect(told()).toHaveLength(after);
  });

  it('tells a client that is refused for good, and tries again where it is not', async () => {
    const error = (code: string, retriable: boolean): Reply => ({
      ok: false,
      error: { code, field: 'join.client', text: 'no', retriable },
    });
    const forGood = await connect({ answerJoin: () => error('dimension-mismatch', false) });
    await forGood.host.start({ serverUrl: forGood.serverUrl, joinToken: 't' });
    expect(await forGood.host.until('refused')).toMatchObject({ client: 'edge', code: 'dimension-mismatch' });
    await forGood.host.until('progress', ({ state }) => state === 'refused');

    const answers = [error('already-joined', true)];
    const later = await connect({ answerJoin: () => answers.pop() ?? { ok: true } });
    await later.host.start({ serverUrl: later.serverUrl, joinToken: 't' });
    await later.host.until('joined');
    expect(later.coordinator.heard.filter(({ kind }) => kind === 'join')).toHaveLength(2);
  });

  it('says goodbye for each of its clients when it leaves', async () => {
    const { coordinator, host, serverUrl } = await connect();
    const agent = await host.start({ serverUrl, joinToken: 't', clients: 3 });
    for (let i = 0; i < 3; i++) await coordinator.next('join');
    await agent.leave();
    const gone = [];
    for (let i = 0; i < 3; i++) gone.push((await coordinator.next('leave')).client);
    expect(gone).toEqual(['edge-00001', 'edge-00002', 'edge-00003']);
    expect(await agent.ended).toEqual({ kind: 'left' });
    expect(agent.progress().map(({ state }) => state)).toEqual(['left', 'left', 'left']);
  });

  it('forgets a run that is over', async () => {
    const { coordinator, host, serverUrl } = await connect();
    await host.start({ serverUrl, joinToken: 't' });
    await coordinator.next('join');
    coordinator.socket().emit('plan', { client, plan: PLAN });
    coordinator.socket().emit('task', taskFor('edge'));
    await coordinator.next('contribution');
    coordinator.socket().emit('runState', { run: PLAN.run, status: 'completed', round: 1, phase: 0, queries: 1, waitingFor: [] });
    await host.until('run', ({ status }) => status === 'completed');
    coordinator.socket().emit('task', taskFor('edge', { round: 2 }));
    expect(await coordinator.next('hostError')).toMatchObject({ code: 'unknown-run' });
  });
});
