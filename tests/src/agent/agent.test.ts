import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from '../server/coordinator-fixture.js';
import { createAgentFixture, SYNTHETIC, type AgentFixture } from './agent-fixture.js';

let coordinator: Fixture;
let host: AgentFixture;
beforeEach(async () => {
  coordinator = await startFixture();
});
afterEach(async () => {
  await host.close();
  await coordinator.close();
});

const access = (): { serverUrl: string; joinToken: string } => ({
  serverUrl: coordinator.coordinator.url,
  joinToken: coordinator.coordinator.joinToken,
});

/** A module that notes the numbers of the evaluations it makes in a global, so that a test in the same process sees them. */
function counting(body: string, extra = ''): AgentFixture {
  const fixture = createAgentFixture(`kind: module\nfile: objective.mjs\ndimension: 3\nlower: -1\nupper: 1\nstart: 0.5\n${extra}`);
  fixture.write(
    'objective.mjs',
    `export async function evaluate(x, context) { (globalThis.asked ??= []).push(\`\${context.client} \${context.query}\`); ${body} }`,
  );
  return fixture;
}
const asked = (): string[] => ((globalThis as { asked?: string[] }).asked ??= []);
beforeEach(() => {
  asked().length = 0;
});
const SQUARE = 'return x.reduce((sum, v) => sum + v * v, 0);';

describe('an agent and a coordinator', () => {
  it('take the clients of one host through a run, and agree on what it cost', async () => {
    host = createAgentFixture(`${SYNTHETIC}clients: 7\n`);
    const agent = await host.start({ ...access(), clients: 7 });
    const { id } = await coordinator.submit({ participation: { minimumClients: 7 } });
    const run = await coordinator.untilRun(id, ({ status }) => status === 'completed');
    expect(run.value.best).toBeLessThan(run.value.initial!);
    await host.until('run', ({ status }) => status === 'completed');
    const progress = agent.progress();
    expect(progress.map(({ client }) => client)).toEqual(Array.from({ length: 7 }, (_, i) => `edge-0000${i + 1}`));
    expect(progress.reduce((sum, { queries }) => sum + queries, 0)).toBe(run.queries);
    expect(progress.reduce((sum, { bytesUp }) => sum + bytesUp, 0)).toBe(run.bytes.up);
    expect(progress.reduce((sum, { bytesDown }) => sum + bytesDown, 0)).toBe(run.bytes.down);
  });

  it('give the same run, bit for bit, when the coordinator is restarted in the middle', async () => {
    host = counting(SQUARE);
    await host.start({ ...access(), clients: 2 });
    const first = await coordinator.submit({ participation: { minimumClients: 2 } });
    const undisturbed = await coordinator.untilRun(first.id, ({ status }) => status === 'completed');
    await host.close();

    host = counting(`if (context.query === 9) await globalThis.gate; ${SQUARE}`);
    const gate = globalThis as { gate?: Promise<void> };
    let openGate = (): void => undefined;
    gate.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    asked().length = 0;
    // A port of its own, so that the host finds the coordinator again.
    const port = Number(new URL(coordinator.coordinator.url).port);
    await coordinator.close();
    coordinator = await startFixture({ port });
    await host.start({ ...access(), clients: 2 });
    const { id } = await coordinator.submit({ participation: { minimumClients: 2 } });
    await expect.poll(() => asked()).toContain('edge-00001 9');
    await coordinator.restart();
    openGate();
    const run = await coordinator.untilRun(id, ({ status }) => status === 'completed');
    expect(run).toMatchObject({ value: undisturbed.value, queries: undisturbed.queries, bytes: undisturbed.bytes });
    expect(new Set(asked()).size).toBe(asked().length);
    expect(asked()).toHaveLength(run.queries);
  });

  it('go on where they were when the agent is closed in the middle of an evaluation, which then counts twice', async () => {
    host = counting(`if (context.query === 4 && globalThis.hang) await new Promise(() => {}); ${SQUARE}`);
    const hang = globalThis as { hang?: boolean };
    hang.hang = true;
    const agent = await host.start(access());
    const { id } = await coordinator.submit();
    await expect.poll(() => asked()).toContain('edge 4');
    await agent.close();
    hang.hang = false;
    await host.start(access());
    const run = await coordinator.untilRun(id, ({ status }) => status === 'completed');
    const repeated = asked().filter((call, index) => asked().indexOf(call) !== index);
    expect(repeated).toEqual(['edge 4']);
    expect(run.queries).toBe(asked().length);
  });

  it('count every evaluation of an objective that always fails, and the run outlives it', async () => {
    host = counting('throw new Error("no power");');
    const agent = await host.start(access());
    await coordinator.host(['sound']);
    const { id } = await coordinator.submit({ participation: { minimumClients: 2 } });
    const run = await coordinator.untilRun(id, ({ status }) => status === 'completed');
    const failure = await host.until('value', (event) => event.failure !== null);
    expect(failure.client).toBe('edge');
    expect(agent.progress()[0]!.queries).toBe(asked().length);
    expect(run.queries).toBeGreaterThan(asked().length);
  });

  it('spend no more than the budget, and say why nothing comes any more', async () => {
    host = counting(SQUARE, 'budget: 20\n');
    const agent = await host.start(access());
    await coordinator.host(['sound']);
    const { id } = await coordinator.submit({ participation: { minimumClients: 2 } });
    await coordinator.untilRun(id, ({ status }) => status === 'completed');
    const failure = await host.until('value', (event) => event.failure !== null);
    expect(failure.failure).toMatch(/budget: client edge has spent \d+ of its 20 queries and is asked for \d+ more/);
    expect(asked().length).toBeLessThanOrEqual(20);
    expect(agent.progress()[0]).toMatchObject({ budget: 20, queries: asked().length });
  });

  it('begin no evaluation while the agent is paused, and go on when it is resumed', async () => {
    host = counting(`if (context.query === 2) await globalThis.gate; ${SQUARE}`);
    const gate = globalThis as { gate?: Promise<void> };
    let openGate = (): void => undefined;
    gate.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    const agent = await host.start(access());
    const { id } = await coordinator.submit();
    await expect.poll(() => asked()).toContain('edge 2');
    agent.pause();
    openGate();
    // The evaluation that was being made ends, and is recorded; the next does not begin.
    await host.until('progress', ({ queries, state }) => queries === 3 && state === 'paused');
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked()).toHaveLength(3);
    agent.resume();
    const run = await coordinator.untilRun(id, ({ status }) => status === 'completed');
    expect(asked()).toHaveLength(run.queries);
  });

  it('part when the agent leaves: nobody waits for it, and the others go on', async () => {
    host = counting(`if (context.query === 1) await new Promise(() => {}); ${SQUARE}`);
    const agent = await host.start(access());
    await host.until('joined');
    await coordinator.host(['sound']);
    const { id } = await coordinator.submit();
    await expect.poll(() => asked()).toContain('edge 1');
    await agent.leave();
    expect(await agent.ended).toEqual({ kind: 'left' });
    const run = await coordinator.untilRun(id, ({ status }) => status === 'completed');
    expect(run.round).toBe(4);
  });

  it('part when the token is wrong: the agent ends with the reason, and its directory is free', async () => {
    host = createAgentFixture();
    const agent = await host.start({ ...access(), joinToken: 'wrong' });
    expect(await agent.ended).toMatchObject({ kind: 'refused', error: { code: 'invalid-token' } });
    await host.start(access());
    await host.until('joined');
  });

  it('find each other however late the coordinator comes', async () => {
    const port = Number(new URL(coordinator.coordinator.url).port);
    const { joinToken } = coordinator.coordinator;
    await coordinator.close();
    host = createAgentFixture();
    await host.start({ serverUrl: `http://127.0.0.1:${port}`, joinToken });
    await host.until('connection', (event) => event.state === 'lost');
    coordinator = await startFixture({ port, joinToken });
    await host.until('joined');
  });

  it('take a run through whose objectives are programs', async () => {
    host = createAgentFixture(
      `kind: process\ncommand: [${JSON.stringify(process.execPath)}, program.cjs]\ndimension: 2\nlower: -1\nupper: 1\nstart: 0.5\n`,
    );
    host.write(
      'program.cjs',
      `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const { id, x } = JSON.parse(line);
        // Every seventh program dies.
        if (id % 7 === 0) process.exit(1);
        console.log(JSON.stringify({ id, value: x[0] ** 2 + x[1] ** 2 }));
      });`,
    );
    await host.start({ ...access(), clients: 2 });
    const { id } = await coordinator.submit({
      rounds: 2,
      algorithm: { kind: 'fedzo', localIterations: 1, directions: 3 },
      participation: { minimumClients: 2 },
    });
    const run = await coordinator.untilRun(id, ({ status }) => status === 'completed');
    expect(run.round).toBe(2);
  });
});
