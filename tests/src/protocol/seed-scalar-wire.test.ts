import { createLocalPool, directChannel, federate, type Channel } from '@fedzoo/shared/federation';
import {
  createRoundEngine,
  createServerHalf,
  resolveAlgorithm,
  type ClientId,
  type Contribution,
  type RunId,
  type RunPlan,
  type Selection,
  type Task,
} from '@fedzoo/shared/federation/server';
import { scalarKernels } from '@fedzoo/shared/numeric';
import type { Objective } from '@fedzoo/shared/objectives';
import { contributionBytes, decodeEnvelope, encodeEnvelope, limitsFor, maxFrameBytesFor, taskBytes } from '@fedzoo/shared/protocol';
import { describe, expect, it } from 'vitest';

/** Looks at a few coordinates, so that large d costs what the method costs. */
const shortSighted = (dimension: number, client: number): Objective => ({
  dimension,
  evaluate(x) {
    let value = 0;
    for (let j = client; j < dimension; j += Math.ceil(dimension / 50)) value += (x[j]! - 0.25) ** 2;
    return { kind: 'value', value };
  },
});

const EVERYBODY: Selection = { kind: 'all' };

async function run(dimension: number, channel: Channel, { rounds = 4, selection = EVERYBODY } = {}) {
  const algorithm = resolveAlgorithm({ kind: 'seed-scalar' });
  const plan: RunPlan = { run: 'run-00000000' as RunId, name: 'wire', seed: 1, rounds, dimension, dtype: 'f64', algorithm };
  const tasks: Task[] = [];
  const up: number[] = [];
  const measure = {
    task: (task: Task) => (tasks.push(task), taskBytes(task)),
    contribution: (contribution: Contribution) => (up.push(contributionBytes(contribution)), 0),
  };
  const engine = createRoundEngine({ plan, server: createServerHalf(plan, scalarKernels), selection, measure });
  const members = [0, 1, 2].map((number) => ({ client: `client-${number}` as ClientId, weight: 1 }));
  const objectives = new Map(members.map((_, number) => [number, shortSighted(dimension, number)]));
  let state = engine.init(new Float64Array(dimension).fill(0.5), members);
  const pool = createLocalPool({ plan, kernels: scalarKernels, objectives });
  for await (const closed of federate({ engine, state, pool, channel })) state = closed.state;
  return { state, up, tasks };
}

/** What a socket carries. */
function codec(dimension: number): Channel {
  const limits = limitsFor(maxFrameBytesFor(dimension));
  const through = <Body>(kind: 'task' | 'contribution', body: Body): Body => {
    const decoded = decodeEnvelope(encodeEnvelope({ kind, body } as Parameters<typeof encodeEnvelope>[0]), limits);
    if (!decoded.ok) throw new Error(decoded.error.text);
    return decoded.message.body as Body;
  };
  return { down: (task) => through('task', task), up: (contribution) => through('contribution', contribution) };
}

describe('seed-scalar on the wire', () => {
  it('takes at most 400 bytes a client and round at d = 10⁶, as many as at d = 10³, once a client has the iterate', async () => {
    const small = await run(1_000, directChannel);
    const large = await run(1_000_000, directChannel, { rounds: 3 });
    expect(Math.max(...large.up)).toBeLessThanOrEqual(400);
    expect(Math.max(...large.up)).toBe(Math.max(...small.up));
    const later = ({ tasks }: { tasks: readonly Task[] }): number => Math.max(...tasks.filter(({ round }) => round > 1).map(taskBytes));
    expect(later(large)).toBeLessThanOrEqual(400);
    expect(later(large)).toBe(later(small));
    expect(large.state.server.iterate).not.toStrictEqual(new Float64Array(1_000_000).fill(0.5));
  });

  it('comes to the same bits through the codec as without, with clients that miss rounds', async () => {
    const selection = { kind: 'uniform', clients: 2 } as const;
    const direct = await run(500, directChannel, { rounds: 8, selection });
    const coded = await run(500, codec(500), { rounds: 8, selection });
    expect(coded.state).toStrictEqual(direct.state);
  });

  it('has messages as long as they are measured, also without an iterate', async () => {
    const { tasks } = await run(500, directChannel);
    for (const body of tasks) expect(encodeEnvelope({ kind: 'task', body })).toHaveLength(taskBytes(body));
    expect(tasks.filter(({ iterate }) => iterate.values.length === 0)).toHaveLength(9);
  });
});
