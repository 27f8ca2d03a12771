import type { ClientId, Contribution, RunId } from '@fedzoo/shared/federation/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './coordinator-fixture.js';
import type { QuadraticHost } from './quadratic-host.js';

describe('a contribution', () => {
  let fixture: Fixture;
  let run: string;
  let host: QuadraticHost;
  /** What the clients finished and the test decides to send, by client, the latest last. */
  let finished: Contribution[];

  beforeEach(async () => {
    fixture = await startFixture();
    finished = [];
    host = await fixture.host(['c1', 'c2'], { deliver: (contribution) => void finished.push(contribution) });
    ({ id: run } = await fixture.submit({ participation: { minimumClients: 2 } }));
    await host.until(() => finished.length === 2);
  });
  afterEach(() => fixture.close());

  const of = (client: string): Contribution => {
    const found = finished.findLast((contribution) => contribution.client === client);
    if (found === undefined) throw new Error(`${client} finished nothing`);
    return found;
  };
  const refused = async (contribution: Contribution) => {
    const before = host.errors.length;
    host.send(contribution);
    await host.until(({ errors }) => errors.length > before);
    return host.errors.at(-1);
  };

  it('is acknowledged as accepted, and sent again as a duplicate that counts once', async () => {
    host.send(of('c1'));
    host.send(of('c1'));
    await host.until(({ acknowledgements }) => acknowledgements.length === 2);
    expect(host.acknowledgements.map(({ verdict }) => verdict)).toEqual(['accepted', 'duplicate']);
    expect((await fixture.run(run)).queries).toBe(of('c1').queries);
  });

  it('is a duplicate too when its phase is over', async () => {
    const first = of('c1');
    host.send(first);
    host.send(of('c2'));
    await host.until(() => finished.length === 4);
    host.send(first);
    await host.until(({ acknowledgements }) => acknowledgements.length === 3);
    expect(host.acknowledgements.at(-1)).toEqual({ run, round: 1, phase: 0, client: 'c1', verdict: 'duplicate' });
  });

  it('is a duplicate too when its run is over', async () => {
    host.send(of('c1'));
    await host.until(({ acknowledgements }) => acknowledgements.length === 1);
    await fixture.api('POST', `/api/runs/${run}/stop`);
    host.send(of('c1'));
    await host.until(({ acknowledgements }) => acknowledgements.length === 2);
    expect(host.acknowledgements.at(-1)).toMatchObject({ verdict: 'duplicate' });
    expect(await refused(of('c2'))).toMatchObject({ code: 'run-over', retriable: false, run, client: 'c2' });
  });

  it('that comes late is refused for good, but what it spent is counted', async () => {
    const late = of('c2');
    host.send(of('c1'));
    await host.leave('c2');
    await fixture.untilRun(run, ({ round }) => round === 1);
    const before = (await fixture.run(run)).queries;
    await host.join('c2');
    expect(await refused(late)).toMatchObject({ code: 'late', retriable: false, run, client: 'c2', round: 1, phase: 0 });
    expect((await fixture.run(run)).queries).toBe(before + late.queries);
    expect(await refused(late)).toMatchObject({ code: 'late' });
    expect((await fixture.run(run)).queries).toBe(before + late.queries);
  });

  it.each<[string, (contribution: Contribution) => Contribution, object]>([
    ['of a later round', (c) => ({ ...c, round: 2 }), { code: 'wrong-phase', field: 'contribution.phase' }],
    ['of a phase the method does not have', (c) => ({ ...c, phase: 1 }), { code: 'wrong-phase' }],
    ['of a run nobody knows', (c) => ({ ...c, run: 'run-elsewhere' as RunId }), { code: 'unknown-run', field: 'contribution.run' }],
    [
      'of a client that is not on the connection',
      (c) => ({ ...c, client: 'c7' as ClientId }),
      { code: 'unknown-client', field: 'contribution.client', retriable: true },
    ],
    ['without its tensors', (c) => ({ ...c, tensors: {} }), { code: 'invalid' }],
    [
      'with a tensor the phase does not ask for',
      (c) => ({ ...c, tensors: { ...c.tensors, extra: Object.values(c.tensors)[0]! } }),
      { code: 'invalid', field: 'contribution.tensors.extra' },
    ],
    ['of another shape', (c) => ({ ...c, tensors: mapTensors(c, (values) => values.slice(1)) }), { code: 'invalid' }],
  ])('%s is refused by name, and the client can still contribute', async (_title, change, expected) => {
    expect(await refused(change(of('c1')))).toMatchObject({ retriable: false, ...expected });
    host.send(of('c1'));
    await host.until(({ acknowledgements }) => acknowledgements.length === 1);
    expect(host.acknowledgements[0]).toMatchObject({ client: 'c1', verdict: 'accepted' });
  });

  it('of a client that was not asked is refused', async () => {
    const other = await fixture.host(['c3']);
    const before = other.errors.length;
    other.send({ ...of('c1'), client: 'c3' as ClientId });
    await other.until(({ errors }) => errors.length > before);
    expect(other.errors.at(-1)?.code).toMatch(/not-in-cohort|wrong-phase|wrong-run/);
  });
});

function mapTensors({ tensors }: Contribution, change: (values: Float64Array) => Float64Array): Contribution['tensors'] {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const values = change(tensor.values);
      return [name, { ...tensor, shape: [values.length], values }];
    }),
  );
}
