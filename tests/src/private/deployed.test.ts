import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { decodeState } from '@fedzoo/shared/federation/server';
import { ledgerVerifier } from '@fedzoo/platform-node';
import { ledgerSummary, readLedger, type LedgerSummary } from '@fedzoo/shared/ledger';
import { readKeptLedgers } from '@fedzoo/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAgentFixture, type AgentFixture } from '../agent/agent-fixture.js';
import { startFixture, type Fixture } from '../server/coordinator-fixture.js';

const CLIENTS = 4;
const PRIVATE = {
  name: 'private',
  objective: { kind: 'remote' },
  algorithm: { kind: 'zo-diff2', learningRate: 0.05 },
  rounds: 6,
  privacy: { unit: 'client', epsilon: 20, delta: 1e-3, clip: { restart: 2, difference: 8 }, restart: 3, members: CLIENTS },
  participation: { minimumClients: CLIENTS },
};

describe('a private run on a coordinator', () => {
  let coordinator: Fixture;
  let agents: AgentFixture;
  beforeEach(async () => {
    coordinator = await startFixture();
    agents = createAgentFixture();
  });
  afterEach(async () => {
    await agents.close();
    await coordinator.close();
  });

  const startAgents = () => {
    const { url, joinToken } = coordinator.coordinator;
    return agents.start({ serverUrl: url, joinToken, clients: CLIENTS });
  };
  const ended = (id: string) =>
    coordinator.untilRun(id, ({ status }) => status === 'completed' || status === 'stopped' || status === 'failed');
  async function exported(dataSet: string): Promise<LedgerSummary> {
    const { url, adminToken } = coordinator.coordinator;
    const answer = await fetch(`${url}/api/ledgers/${encodeURIComponent(dataSet)}`, { headers: { authorization: `Bearer ${adminToken}` } });
    return ledgerSummary(readLedger(await answer.text(), ledgerVerifier))!;
  }

  it('charges every release at the coordinator and at each client, and the two agree', async () => {
    await startAgents();
    const { id } = await coordinator.submit(PRIVATE);
    const run = await ended(id);
    expect(run).toMatchObject({ status: 'completed', stopped: 'rounds', round: 6, value: { initial: null, final: null } });
    expect(run.privacy).toMatchObject({ promised: 20, releases: 6, unit: 'client', trust: 'central' });
    expect(run.privacy!.epsilon).toBeLessThanOrEqual(20);
    expect(run.privacy!.epsilon).toBeGreaterThan(19.9);
    const kept = await exported('private');
    expect(kept).toMatchObject({ releases: 6, published: 6, keeper: 'coordinator', epsilon: run.privacy!.epsilon });
    const own = await readKeptLedgers(join(agents.directory, 'data'));
    expect(own).toHaveLength(CLIENTS);
    for (const { summary } of own) expect(summary).toMatchObject({ keeper: 'client', releases: 6, published: 6, epsilon: kept.epsilon });
  });

  it('shows its clients what it promises, and says so where it promises nothing', async () => {
    await startAgents();
    const { id } = await coordinator.submit(PRIVATE);
    const { privacy } = await agents.until('plan', ({ run }) => run === id);
    expect(privacy).toMatchObject({
      unit: 'client',
      relation: 'add-remove',
      trust: 'central',
      epsilon: 20,
      delta: 1e-3,
      dataSet: 'private',
    });
    await ended(id);
    const open = await coordinator.submit({ name: 'open', rounds: 1, participation: { minimumClients: CLIENTS } });
    expect((await agents.until('plan', ({ run }) => run === open.id)).privacy).toBeNull();
    expect((await ended(open.id)).privacy).toBeUndefined();
  });

  it('lets clients add the noise themselves, each charging it to its own ledger alone', async () => {
    await startAgents();
    const { id } = await coordinator.submit({ ...PRIVATE, privacy: { ...PRIVATE.privacy, trust: 'local' } });
    const run = await ended(id);
    expect(run).toMatchObject({ status: 'completed', privacy: { trust: 'local', releases: 6 } });
    expect((await coordinator.api('GET', '/api/ledgers')).body).toMatchObject({ ledgers: [] });
    const own = await readKeptLedgers(join(agents.directory, 'data'));
    for (const { summary } of own) expect(summary).toMatchObject({ trust: 'local', releases: 6, published: 6 });
  });

  it('asks a cohort that secret coins draw, and charges it as sampled', async () => {
    await startAgents();
    const privacy = { ...PRIVATE.privacy, epsilon: 2, restart: 1, samplingRate: 0.5 };
    const run = await ended((await coordinator.submit({ ...PRIVATE, rounds: 8, privacy })).id);
    expect(run).toMatchObject({ status: 'completed', stopped: 'rounds', round: 8, privacy: { releases: 8 } });
    expect(run.privacy!.epsilon).toBeLessThanOrEqual(2);
    const queries = run.queries / (run.dimension + 1);
    // 32 coins at rate 1/2: all or none of a kind once in two billion runs.
    expect(queries).toBeGreaterThan(0);
    expect(queries).toBeLessThan(32);
  });

  it('ends for the budget of its data before anybody is asked, whoever spent it', async () => {
    await startAgents();
    const first = await ended((await coordinator.submit(PRIVATE)).id);
    const spent = agents.events.filter(({ kind }) => kind === 'value').length;
    const second = await ended((await coordinator.submit({ ...PRIVATE, seed: 8 })).id);
    expect(first.stopped).toBe('rounds');
    expect(second).toMatchObject({ status: 'stopped', stopped: 'privacy', round: 0, queries: 0 });
    expect(second.waiting?.reason).toMatch(/^the budget of private is ε = 20 .* this release would make it/);
    expect(agents.events.filter(({ kind }) => kind === 'value')).toHaveLength(spent);
  });

  it('writes no sum down that has no noise in it, and is sent them again after a restart', async () => {
    const { url, joinToken } = coordinator.coordinator;
    const others = { serverUrl: url, joinToken, clients: CLIENTS - 1 };
    const early = await agents.start(others);
    const late = await agents.start({ serverUrl: url, joinToken, name: 'late', dataDir: join(agents.directory, 'late') });
    late.pause();
    const { id } = await coordinator.submit({ ...PRIVATE, rounds: 1 });
    await coordinator.untilRun(id, ({ waiting }) => waiting?.clients.join() === 'late');
    await coordinator.coordinator.close();
    const database = new DatabaseSync(join(coordinator.directory, 'coordinator.db'));
    const received = database.prepare('select client, payload from contributions').all();
    const state = decodeState(database.prepare('select state from run_states').all()[0]!['state'] as Uint8Array);
    database.close();
    expect(received).toHaveLength(CLIENTS - 1);
    for (const { payload } of received) expect(payload).toBeNull();
    expect(state).toMatchObject({ status: 'collecting', contributions: [] });
    await Promise.all([early.close(), late.close()]);
    await coordinator.restart();
    const again = { serverUrl: coordinator.coordinator.url, joinToken: coordinator.coordinator.joinToken };
    await agents.start({ ...others, ...again });
    await agents.start({ ...again, name: 'late', dataDir: join(agents.directory, 'late') });
    expect(await ended(id)).toMatchObject({ status: 'completed', privacy: { releases: 1 } });
  });

  it('goes on after a restart with what is left, and makes no release twice', async () => {
    const before = await startAgents();
    const { id } = await coordinator.submit({ ...PRIVATE, participation: { ...PRIVATE.participation, stepwise: true } });
    for (let round = 1; round <= 6; round++) {
      await coordinator.untilRun(id, ({ status }) => status === 'paused');
      if (round === 4) {
        await before.close();
        await coordinator.restart();
        await startAgents();
      }
      await coordinator.api('POST', `/api/runs/${id}/advance`);
      await coordinator.untilRun(id, (run) => run.round >= round);
    }
    expect(await ended(id)).toMatchObject({ stopped: 'rounds', privacy: { releases: 6 } });
    expect(await exported('private')).toMatchObject({ releases: 6, published: 6 });
  });
});
