import { createLocalPool, directChannel, federate } from '@fedzoo/shared/federation';
import {
  createRoundEngine,
  createServerHalf,
  type ClientId,
  type RunPlan,
  type RunState,
  type Selection,
} from '@fedzoo/shared/federation/server';
import { scalarKernels } from '@fedzoo/shared/numeric';
import { contributionBytes, taskBytes } from '@fedzoo/shared/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FZOOS, startFixture, type Fixture } from './coordinator-fixture.js';
import { quadratic } from './quadratic-host.js';

describe('a run on a coordinator', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.close());

  it('waits for its clients, says for how many, and ends after its rounds', async () => {
    const submitted = await fixture.submit({ participation: { minimumClients: 2 } });
    expect(submitted).toMatchObject({ status: 'waiting', round: 0, rounds: 4, algorithm: 'fedzo', startedAtMs: null });
    expect(submitted.waiting?.reason).toBe('needs 2 clients of one dimension to start; 0 joined');
    await fixture.host(['c1']);
    const one = await fixture.run(submitted.id);
    expect(one.waiting?.reason).toBe('needs 2 clients of one dimension to start; 1 joined');
    await fixture.host(['c2']);
    const ended = await fixture.untilRun(submitted.id, ({ status }) => status === 'completed');
    expect(ended).toMatchObject({ stopped: 'rounds', round: 4, dimension: 3, phases: 1, waiting: null });
    const { rounds } = (await fixture.api('GET', `/api/runs/${submitted.id}/rounds?iterates=true`)).body;
    expect(rounds.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
    expect(rounds[0]).toMatchObject({ queries: 0, bytesUp: 0, bytesDown: 0, clients: 0, iterate: [0.9, 0.9, 0.9] });
    expect(rounds[4]).toMatchObject({ clients: 2, queries: ended.queries, bytesUp: ended.bytes.up, bytesDown: ended.bytes.down });
  });

  it('counts what its clients spent, and no more', async () => {
    const host = await fixture.host(['c1', 'c2', 'c3']);
    const { id } = await fixture.submit({ participation: { minimumClients: 3 } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    expect(ended.queries).toBe(host.queries());
    const { clients } = (await fixture.api('GET', '/api/clients')).body;
    expect(clients.map(({ client, state }) => [client, state])).toEqual(['c1', 'c2', 'c3'].map((client) => [client, 'idle']));
    const sum = (pick: (client: (typeof clients)[number]) => number): number => clients.reduce((total, client) => total + pick(client), 0);
    expect(sum(({ queries }) => queries)).toBe(ended.queries);
    expect(sum(({ bytesUp }) => bytesUp)).toBe(ended.bytes.up);
    expect(sum(({ bytesDown }) => bytesDown)).toBe(ended.bytes.down);
  });

  it('knows of a value what its clients reported at the iterate, when they did', async () => {
    await fixture.host(['c0', 'c9'], { weight: (client) => (client === 'c0' ? 3 : 1) });
    const { id } = await fixture.submit({ participation: { minimumClients: 2 } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds?iterates=true`)).body;
    // fedzo evaluates an iterate only in the round that follows, so nobody evaluated the last one.
    for (const { value, iterate } of rounds.slice(0, -1)) {
      const x = Float64Array.from(iterate ?? []);
      expect(value).toBeCloseTo((3 * quadratic(0, 10)(x) + quadratic(9, 10)(x)) / 4, 12);
    }
    const values = rounds.flatMap(({ value }) => (value === null ? [] : [value]));
    expect(rounds.at(-1)?.value).toBeNull();
    expect(ended.value).toEqual({ initial: values[0], best: Math.min(...values), final: null });
  });

  it.each([
    ['fedzo', { kind: 'fedzo', localIterations: 2, directions: 3 }, { kind: 'all' }],
    ['fzoos', FZOOS, { kind: 'all' }],
    ['a sampled cohort', { kind: 'scaffold1', localIterations: 2, directions: 2 }, { kind: 'uniform', clients: 2 }],
  ] as const)('is, bit for bit, what it is without a network (%s)', async (_name, algorithm, selection) => {
    const names = ['c1', 'c2', 'c3', 'c4'];
    await fixture.host(['c4', 'c2']);
    await fixture.host(['c1', 'c3']);
    const { id } = await fixture.submit({
      algorithm,
      selection,
      codec: { dtype: 'f32', delta: true },
      participation: { minimumClients: 4 },
    });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    const { plan, iterate } = (await fixture.api('GET', `/api/runs/${id}`)).body as unknown as { plan: RunPlan; iterate: number[] };
    const alone = await inMemory(plan, selection, names);
    expect(iterate).toEqual([...alone.server.iterate]);
    expect({ queries: ended.queries, up: ended.bytes.up, down: ended.bytes.down }).toEqual({
      queries: alone.totals.queries,
      up: alone.totals.bytesUp,
      down: alone.totals.bytesDown,
    });
  });

  it('takes in a client that joins later, from the next round on', async () => {
    const first = await fixture.host(['c1']);
    const { id } = await fixture.submit({ participation: { stepwise: true } });
    await fixture.untilRun(id, ({ status }) => status === 'paused');
    await fixture.api('POST', `/api/runs/${id}/advance`);
    await fixture.untilRun(id, ({ round, status }) => round === 1 && status === 'paused');
    const second = await fixture.host(['c0']);
    await fixture.api('POST', `/api/runs/${id}/advance`);
    await fixture.untilRun(id, ({ round }) => round === 2);
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(rounds.map(({ clients }) => clients)).toEqual([0, 1, 2]);
    // Numbers name random streams: whoever comes later is appended, whatever its name.
    expect(first.tasks.map(({ clientNumber }) => clientNumber)).toEqual([0, 0]);
    expect(second.tasks.map(({ clientNumber }) => clientNumber)).toEqual([1]);
  });

  it('takes the clients of its dimension and leaves the others to other runs at the same time', async () => {
    const flat = await fixture.host(['c1', 'c2'], { dimension: 2 });
    const deep = await fixture.host(['c3', 'c4'], { dimension: 5, hostName: 'deep' });
    const [two, five] = await Promise.all([
      fixture.submit({ objective: { kind: 'remote', dimension: 2 }, participation: { minimumClients: 2 } }),
      fixture.submit({ objective: { kind: 'remote', dimension: 5 }, participation: { minimumClients: 2 } }),
    ]);
    await Promise.all([two, five].map(({ id }) => fixture.untilRun(id, ({ status }) => status === 'completed')));
    expect(new Set(flat.tasks.map(({ run }) => run))).toEqual(new Set([two.id]));
    expect(new Set(deep.tasks.map(({ run }) => run))).toEqual(new Set([five.id]));
  });

  it('shares its clients with other runs of their dimension, and each is what it would be alone', async () => {
    await fixture.host(['c1', 'c2', 'c3']);
    const change = { participation: { minimumClients: 3 } };
    const runs = await Promise.all([fixture.submit(change), fixture.submit(change), fixture.submit(change)]);
    await Promise.all(runs.map(({ id }) => fixture.untilRun(id, ({ status }) => status === 'completed')));
    const iterates = await Promise.all(runs.map(async ({ id }) => (await fixture.api('GET', `/api/runs/${id}`)).body['iterate']));
    expect(iterates[1]).toEqual(iterates[0]);
    expect(iterates[2]).toEqual(iterates[0]);
  });

  it('carries a thousand clients on one connection', async () => {
    const names = Array.from({ length: 1000 }, (_unused, index) => `c-${String(index).padStart(4, '0')}`);
    const host = await fixture.host([]);
    await Promise.all(names.map((name) => host.join(name)));
    const { id } = await fixture.submit({ rounds: 2, participation: { minimumClients: 1000 } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    expect(ended.queries).toBe(host.queries());
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(rounds.map(({ clients }) => clients)).toEqual([0, 1000, 1000]);
  });

  it('leaves a client that fails out of the mean, and reports it', async () => {
    await fixture.host(['c1', 'c2']);
    await fixture.host(['c3'], {
      deliver: ({ tensors: _tensors, iterateValue: _value, ...key }, send) => send({ ...key, tensors: {}, failure: 'the sensor is cold' }),
    });
    const { id } = await fixture.submit({ participation: { minimumClients: 3 } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(rounds.slice(1).map(({ clients }) => clients)).toEqual([2, 2, 2, 2]);
    expect(ended.status).toBe('completed');
  });
});

/** The same run without a network: the engine, the client halves and nothing between them. */
async function inMemory(plan: RunPlan, selection: Selection, names: readonly string[]): Promise<RunState> {
  const engine = createRoundEngine({
    plan,
    server: createServerHalf(plan, scalarKernels),
    selection,
    measure: { task: taskBytes, contribution: contributionBytes },
  });
  const objectives = new Map(
    names.map((name, number) => [
      number,
      {
        dimension: plan.dimension,
        evaluate: (x: Float64Array) => ({ kind: 'value' as const, value: quadratic(Number(name.slice(1)), 10)(x) }),
      },
    ]),
  );
  let state = engine.init(
    new Float64Array(plan.dimension).fill(0.9),
    names.map((name) => ({ client: name as ClientId, weight: 1 })),
  );
  const pool = createLocalPool({ plan, kernels: scalarKernels, objectives });
  for await (const closed of federate({ engine, state, pool, channel: directChannel })) ({ state } = closed);
  return state;
}
