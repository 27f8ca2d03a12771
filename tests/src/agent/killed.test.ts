import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createStream } from '@fedzoo/shared/numeric';
import type { RunSummary } from '@fedzoo/shared/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from '../server/coordinator-fixture.js';
import { killGroup, startFedzoo } from '../support/launcher.js';

// Each evaluation leaves a line when it begins and one when its value is known, so that what was paid for can be counted from outside.
const OBJECTIVE = `
import { appendFileSync } from 'node:fs';
const calls = new URL('./calls', import.meta.url);
export async function evaluate(x, { client, query }) {
  appendFileSync(calls, \`begin \${client} \${query} \${x[0]}\\n\`);
  await new Promise((resolve) => setTimeout(resolve, 3));
  const value = x.reduce((sum, v) => sum + (v - 0.3) ** 2, 0);
  appendFileSync(calls, \`end \${client} \${query} \${x[0]}\\n\`);
  return value;
}
`;
const CLIENTS = 2;
const EXPERIMENT = {
  rounds: 3,
  algorithm: {
    kind: 'fzoos',
    localIterations: 2,
    initialPoints: 3,
    features: 20,
    localQueries: { candidates: 4, queries: 2 },
    surrogateQueries: { candidates: 6, queries: 3 },
  },
};

let coordinator: Fixture;
let directory: string;
let agent: ChildProcess | undefined;
beforeEach(async () => {
  coordinator = await startFixture();
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-killed-'));
  writeFileSync(join(directory, 'objective.mjs'), OBJECTIVE);
  writeFileSync(join(directory, 'objective.yaml'), 'kind: module\nfile: objective.mjs\ndimension: 4\nlower: -1\nupper: 1\nstart: 0.9\n');
});
afterEach(async () => {
  if (agent !== undefined) killGroup(agent);
  await coordinator.close();
  rmSync(directory, { recursive: true });
});

function start(data: string): void {
  writeFileSync(join(directory, 'calls'), '', { flag: 'a' });
  const { url, joinToken } = coordinator.coordinator;
  agent = startFedzoo([
    'agent',
    '--server',
    url,
    '--join',
    joinToken,
    '--objective',
    join(directory, 'objective.yaml'),
    '--data',
    join(directory, data),
    '--clients',
    String(CLIENTS),
    '--name',
    'edge',
  ]);
  agent.stdout?.resume();
  agent.stderr?.resume();
}

async function kill(): Promise<void> {
  if (agent === undefined) return;
  const gone = once(agent, 'exit');
  killGroup(agent);
  await gone;
  appendFileSync(join(directory, 'calls'), 'killed\n');
}

const lines = (): string[] =>
  readFileSync(join(directory, 'calls'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
const submit = (): Promise<RunSummary> => coordinator.submit({ ...EXPERIMENT, participation: { minimumClients: CLIENTS } });
const iterateOf = async (run: string): Promise<unknown> => (await coordinator.api('GET', `/api/runs/${run}`)).body['iterate'];

describe('an agent that is killed again and again', () => {
  it('gives the run it would have given, repeats no evaluation that it had recorded, and counts each that it began', async () => {
    start('undisturbed');
    const { id } = await submit();
    const undisturbed = await coordinator.untilRun(id, ({ status }) => status === 'completed');
    const iterate = await iterateOf(id);
    expect(lines().filter((line) => line.startsWith('begin'))).toHaveLength(undisturbed.queries);
    await kill();
    writeFileSync(join(directory, 'calls'), '');

    const draws = createStream({ seed: 5, client: 0, round: 0, purpose: 'test' });
    const again = await submit();
    let kills = 0;
    for (let run = await coordinator.run(again.id); run.status !== 'completed'; run = await coordinator.run(again.id)) {
      start('killed');
      // Some way into the evaluations of this start, or a moment after its last, anywhere between two records.
      const target = lines().length + 1 + draws.integer(60);
      while (lines().length < target && (await coordinator.run(again.id)).status !== 'completed') await delay(1 + draws.integer(3));
      await kill();
      kills += 1;
    }
    const disturbed = await coordinator.run(again.id);
    expect(kills).toBeGreaterThan(3);
    expect(disturbed.value).toEqual(undisturbed.value);
    expect(await iterateOf(again.id)).toEqual(iterate);

    const calls = lines();
    const begun = calls.filter((line) => line.startsWith('begin'));
    const repeated = begun.length - new Set(begun).size;
    // A client makes one evaluation at a time, so a kill can cost each of them one.
    expect(repeated).toBeLessThanOrEqual(kills * CLIENTS);
    expect(new Set(begun).size).toBe(undisturbed.queries);
    for (const [index, line] of calls.entries()) {
      if (!line.startsWith('begin') || calls.indexOf(line, index + 1) < 0) continue;
      // What came again was the last thing its client did before a kill.
      const client = line.split(' ')[1]!;
      const next = calls
        .slice(index + 1)
        .find((later) => later === 'killed' || (later.startsWith('begin') && later.split(' ')[1] === client));
      expect(next).toBe('killed');
    }
    // Each that began counts; one that was about to, when the process died between its record and its beginning, may count too.
    expect(disturbed.queries).toBeGreaterThanOrEqual(begun.length);
    expect(disturbed.queries).toBeLessThanOrEqual(undisturbed.queries + kills * CLIENTS);
  });
});
