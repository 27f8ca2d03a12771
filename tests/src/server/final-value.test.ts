import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './coordinator-fixture.js';
import { createHostMemory, quadratic } from './quadratic-host.js';

const valueAt = (x: readonly number[], clients: readonly number[]): number =>
  clients.reduce((sum, client) => sum + quadratic(client, 10)(Float64Array.from(x)), 0) / clients.length;

describe('the value of a last iterate that the method has not evaluated', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.close());

  it('is asked for once the rounds are done, for one query a client, which the last row counts', async () => {
    const host = await fixture.host(['c1', 'c2']);
    const participation = { minimumClients: 2 };
    const { id: plain } = await fixture.submit({ participation });
    const without = await fixture.untilRun(plain, ({ status }) => status === 'completed');
    const before = host.queries();
    const { id } = await fixture.submit({ finalValue: true, participation });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    const { iterate } = (await fixture.api('GET', `/api/runs/${id}`)).body as unknown as { iterate: number[] };
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(ended).toMatchObject({ stopped: 'rounds', round: 4, queries: without.queries + 2 });
    expect(host.queries() - before).toBe(ended.queries);
    expect(ended.value.final).toBeCloseTo(valueAt(iterate, [1, 2]), 12);
    expect(rounds.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
    expect(rounds[4]).toMatchObject({
      value: ended.value.final,
      best: ended.value.best,
      queries: ended.queries,
      bytesUp: ended.bytes.up,
      bytesDown: ended.bytes.down,
      clients: 2,
    });
    expect(host.tasks.at(-1)).toMatchObject({ round: 4, phase: 255, tensors: {} });
  });

  it('is asked for after a stop rule too, which stays the reason, and not after an operator', async () => {
    await fixture.host(['c1']);
    const { id } = await fixture.submit({ finalValue: true, rounds: 1000, stop: { queries: 20 } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'stopped');
    expect(ended).toMatchObject({ stopped: 'queries', queries: 28 });
    expect(ended.value.final).not.toBeNull();
    const { id: stepwise } = await fixture.submit({ finalValue: true, participation: { stepwise: true } });
    await fixture.untilRun(stepwise, ({ status }) => status === 'paused');
    await fixture.api('POST', `/api/runs/${stepwise}/advance`);
    await fixture.untilRun(stepwise, ({ status, round }) => status === 'paused' && round === 1);
    const { body } = await fixture.api('POST', `/api/runs/${stepwise}/stop`);
    expect(body.run).toMatchObject({ stopped: 'operator', value: { final: null } });
  });

  it('is not waited for where clients that a round needs are not there', async () => {
    await fixture.host(['c1']);
    const leaving = await fixture.host(['c2'], { deliver: () => undefined });
    const { id } = await fixture.submit({ finalValue: true, rounds: 1, participation: { minimumClients: 2 } });
    await leaving.until(({ tasks }) => tasks.length === 1);
    await leaving.leave('c2');
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    expect(ended).toMatchObject({ stopped: 'rounds', round: 1, value: { final: null } });
  });

  it('is waited for from those who were asked, says so, and survives a restart of the coordinator', async () => {
    const memory = createHostMemory();
    const host = await fixture.host(
      ['c1', 'c2'],
      {
        deliver: (contribution, send) => {
          if (contribution.phase !== 255 || contribution.client === 'c1') send(contribution);
        },
      },
      memory,
    );
    const { id } = await fixture.submit({ finalValue: true, rounds: 2, participation: { minimumClients: 2 } });
    const waiting = await fixture.untilRun(id, (run) => run.round === 2 && run.waiting?.clients.length === 1);
    expect(waiting).toMatchObject({ status: 'running', phase: 1, phases: 1, value: { final: null } });
    expect(waiting.waiting?.reason).toBe('value of the last iterate: 1 of 2 contributions are in; it waits for all');
    host.close();
    await fixture.restart();
    const again = await fixture.host(['c1', 'c2'], {}, memory);
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    expect(ended).toMatchObject({ stopped: 'rounds', queries: host.queries(), value: { final: expect.any(Number) } });
    expect(again.queries()).toBe(0);
  });
});
