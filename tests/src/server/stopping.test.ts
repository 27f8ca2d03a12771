import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './coordinator-fixture.js';
import { quadratic } from './quadratic-host.js';

const START_VALUE = quadratic(1, 10)(new Float64Array(3).fill(0.9));

describe('a run', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
    await fixture.host(['c1']);
  });
  afterEach(() => fixture.close());

  it('stops once a value is known at or below the one asked for', async () => {
    const { id } = await fixture.submit({ rounds: 1000, stop: { value: START_VALUE } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'stopped');
    // x0 is evaluated in round 1, and stop rules are looked at after it.
    expect(ended).toMatchObject({ stopped: 'value', round: 1, value: { initial: START_VALUE, best: START_VALUE } });
    expect(ended.finishedAtMs).toBeGreaterThanOrEqual(ended.startedAtMs ?? Infinity);
  });

  it('stops after the round in which its queries are spent', async () => {
    const { id } = await fixture.submit({ rounds: 1000, stop: { queries: 20 } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'stopped');
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(ended.stopped).toBe('queries');
    expect(rounds.at(-1)?.queries).toBeGreaterThanOrEqual(20);
    expect(rounds.at(-2)?.queries).toBeLessThan(20);
  });

  it('stops after the round in which its seconds are over', async () => {
    const { id } = await fixture.submit({ rounds: 1_000_000, stop: { seconds: 0.1 } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'stopped');
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(ended.stopped).toBe('seconds');
    expect(rounds.at(-1)?.seconds).toBeGreaterThanOrEqual(0.1);
    expect(rounds.at(-2)?.seconds).toBeLessThan(0.1);
  });

  it('is stopped by an operator, in the middle of a phase, and stays as it ended', async () => {
    const silent = await fixture.host(['c2'], { deliver: () => undefined });
    const { id } = await fixture.submit({ participation: { minimumClients: 2 } });
    await silent.until(({ tasks }) => tasks.length === 1);
    const { body } = await fixture.api('POST', `/api/runs/${id}/stop`);
    expect(body.run).toMatchObject({ status: 'stopped', stopped: 'operator', round: 0, waiting: null });
    await silent.until(({ states }) => states.at(-1)?.status === 'stopped');
    expect((await fixture.api('POST', `/api/runs/${id}/stop`, { reason: 'value' })).body.run).toMatchObject({ stopped: 'operator' });
    const { clients } = (await fixture.api('GET', '/api/clients')).body;
    expect(clients.map(({ state }) => state)).toEqual(['idle', 'idle']);
  });

  it('is stopped for the reason that is given', async () => {
    const { id } = await fixture.submit({ participation: { stepwise: true } });
    const { body } = await fixture.api('POST', `/api/runs/${id}/stop`, { reason: 'interrupted' });
    expect(body.run).toMatchObject({ status: 'stopped', stopped: 'interrupted' });
  });

  it('that goes step by step rests before every round until it is advanced', async () => {
    const { id } = await fixture.submit({ rounds: 2, participation: { stepwise: true } });
    for (const round of [0, 1]) {
      const paused = await fixture.untilRun(id, (run) => run.status === 'paused' && run.round === round);
      expect(paused.waiting?.reason).toBe(`goes on with round ${round + 1} when it is advanced`);
      expect((await fixture.api('GET', `/api/runs/${id}/rounds`)).body.rounds).toHaveLength(round + 1);
      expect((await fixture.api('POST', `/api/runs/${id}/advance`)).status).toBe(200);
    }
    await fixture.untilRun(id, ({ status }) => status === 'completed');
    const again = await fixture.api('POST', `/api/runs/${id}/advance`);
    expect(again).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', message: `run ${id} is completed; only a paused run can be advanced` } },
    });
  });

  it('that is paused does not count the time', async () => {
    const { id } = await fixture.submit({ rounds: 2, participation: { stepwise: true } });
    const paused = await fixture.untilRun(id, ({ status }) => status === 'paused');
    expect(paused.seconds).toBe(0);
    expect((await fixture.run(id)).seconds).toBe(0);
  });
});
