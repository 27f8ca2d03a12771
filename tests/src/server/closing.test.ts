import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './coordinator-fixture.js';

/** A client that takes a task and never answers. */
const silent = { deliver: () => undefined };

describe('a phase', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture({ limits: { quorumGraceMs: 20 } });
  });
  afterEach(() => fixture.close());

  it('without quorum or deadline waits for all, and says for whom', async () => {
    await fixture.host(['c1', 'c2']);
    const slow = await fixture.host(['c3'], silent);
    const { id } = await fixture.submit({ participation: { minimumClients: 3 } });
    const waiting = await fixture.untilRun(id, (run) => run.waiting?.clients.length === 1);
    expect(waiting).toMatchObject({
      status: 'running',
      round: 0,
      waiting: { reason: 'round 1: 2 of 3 contributions are in; it waits for all', clients: ['c3'] },
    });
    slow.close();
    const away = await fixture.untilRun(id, (run) => run.waiting?.reason.includes('away') ?? false);
    expect(away.waiting?.reason).toBe('round 1: 2 of 3 contributions are in; 1 of the missing clients is away; it waits for all');
  });

  it('closes on its quorum, a moment after it is reached', async () => {
    await fixture.host(['c1', 'c2']);
    const slow = await fixture.host(['c3'], silent);
    const { id } = await fixture.submit({ participation: { minimumClients: 3, quorum: 0.6 } });
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(rounds.map(({ clients }) => clients)).toEqual([0, 2, 2, 2, 2]);
    expect(slow.tasks).toHaveLength(4);
    expect(ended.stopped).toBe('rounds');
  });

  it('closes at its deadline with what is there', async () => {
    await fixture.host(['c1']);
    const slow = await fixture.host(['c2'], silent);
    const { id } = await fixture.submit({ rounds: 2, participation: { minimumClients: 2, deadlineSeconds: 0.1 } });
    await fixture.untilRun(id, ({ status }) => status === 'completed');
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(rounds.map(({ clients }) => clients)).toEqual([0, 1, 1]);
    const [first, second] = slow.tasks;
    expect(first?.deadlineMs).toBeGreaterThan(0);
    expect(second?.deadlineMs).toBeGreaterThanOrEqual((first?.deadlineMs ?? 0) + 100);
  });

  it('outlasts its deadline while nothing is there, and then closes with the first that comes', async () => {
    const finished: (() => void)[] = [];
    const host = await fixture.host(['c1', 'c2'], { deliver: (contribution, send) => void finished.push(() => send(contribution)) });
    const { id } = await fixture.submit({ rounds: 1, participation: { minimumClients: 2, deadlineSeconds: 0.05 } });
    await host.until(() => finished.length === 2);
    const deadlineMs = host.tasks[0]?.deadlineMs ?? 0;
    await new Promise((resolve) => setTimeout(resolve, deadlineMs - Date.now() + 20));
    expect(await fixture.run(id)).toMatchObject({ status: 'running', round: 0 });
    finished[1]?.();
    await fixture.untilRun(id, ({ status }) => status === 'completed');
    const { rounds } = (await fixture.api('GET', `/api/runs/${id}/rounds`)).body;
    expect(rounds[1]?.clients).toBe(1);
  });

  it('does not wait for a client that says goodbye', async () => {
    await fixture.host(['c1']);
    const slow = await fixture.host(['c2'], silent);
    const { id } = await fixture.submit({ rounds: 1, participation: { minimumClients: 2 } });
    await slow.until(({ tasks }) => tasks.length === 1);
    expect(await slow.leave('c2')).toEqual({ ok: true });
    await fixture.untilRun(id, ({ status }) => status === 'completed');
  });

  it('does not begin a round with fewer clients than the run needs', async () => {
    const first = await fixture.host(['c1', 'c2']);
    const { id } = await fixture.submit({ participation: { minimumClients: 3, stepwise: true } });
    const third = await fixture.host(['c3']);
    await fixture.untilRun(id, ({ status }) => status === 'paused');
    third.close();
    await fixture.untilRun(id, () => true);
    await until(async () => (await fixture.api('GET', '/api/clients')).body.clients.some(({ state }) => state === 'away'));
    await fixture.api('POST', `/api/runs/${id}/advance`);
    const waiting = await fixture.untilRun(id, ({ status }) => status === 'waiting');
    expect(waiting.waiting).toEqual({ reason: "round 1 needs 3 clients; 2 of the run's are here, 1 away", clients: ['c3'] });
    expect(first.tasks).toHaveLength(0);
    await fixture.host(['c3']);
    await fixture.untilRun(id, ({ round }) => round === 1);
  });

  it('sends its task again to a client that comes back, which answers from what it kept', async () => {
    const first = await fixture.host(['c1'], silent);
    const { id } = await fixture.submit({ rounds: 1 });
    await first.until(({ tasks }) => tasks.length === 1);
    first.close();
    await until(async () => (await fixture.api('GET', '/api/clients')).body.clients[0]?.state === 'away');
    const second = await fixture.host(['c1']);
    const ended = await fixture.untilRun(id, ({ status }) => status === 'completed');
    expect(second.tasks).toEqual(first.tasks);
    expect(ended.bytes.down).toBe((await fixture.api('GET', '/api/clients')).body.clients[0]?.bytesDown);
  });
});

/** Asks again until it holds; what is waited for here has no event of its own. */
async function until(predicate: () => Promise<boolean>): Promise<void> {
  while (!(await predicate())) await new Promise(setImmediate);
}
