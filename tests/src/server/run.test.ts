import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXPERIMENT, startFixture, type Fixture } from './coordinator-fixture.js';

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
    expect(EXPERIMENT.rounds).toBe(4);
  });
});
