import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createStream } from '@fedzoo/shared/numeric';
import type { RunSummary } from '@fedzoo/shared/telemetry';
import { callApi } from '../server/coordinator-fixture.js';
import { killGroup, startFedzoo } from '../support/launcher.js';

export const CLIENTS = 2;
export const DATA_SET = 'killed';
const TOKENS = { FEDZOO_JOIN_TOKEN: 'join-token-of-the-killed', FEDZOO_ADMIN_TOKEN: 'admin-token-of-the-killed' };

/** More rounds than a test waits for, so that the run is still open at the end; room in the budget for what kills leave void. */
const EXPERIMENT = {
  name: 'killed',
  seed: 7,
  objective: { kind: 'remote' },
  algorithm: { kind: 'zo-diff2', learningRate: 0.005 },
  rounds: 5000,
  privacy: {
    unit: 'client',
    epsilon: 3000,
    delta: 1e-3,
    clip: { restart: 2, difference: 8 },
    restart: 5,
    members: CLIENTS,
    dataSet: DATA_SET,
    budget: 100_000,
  },
  participation: { minimumClients: CLIENTS },
};

type Part = 'coordinator' | 'agent';

/** A private run of a coordinator and an agent, each a process of its own, and where they left what they know. */
export interface KilledRun {
  readonly run: string;
  readonly coordinatorData: string;
  readonly agentData: string;
  readonly kills: Readonly<Record<Part, number>>;
  /** Rounds that were closed between the first kill and the last. */
  readonly roundsBetween: number;
  remove(): void;
}

export interface Killing {
  readonly kills: number;
  readonly seed: number;
  /** No more kills after this. */
  readonly mostMs: number;
}

/**
 * Kills coordinator and agent with SIGKILL at moments drawn from the seed, one at a time, and starts each again at once on the same data and
 * port; then lets the run go on for some rounds, and kills both. Half of the moments are counted from the end of a round, so that they fall
 * into the steps of the next; the others from the last start, so that they fall into start and recovery too.
 */
export async function killAgainAndAgain({ kills, seed, mostMs }: Killing): Promise<KilledRun> {
  const directory = mkdtempSync(join(tmpdir(), 'fedzoo-killed-private-'));
  const data = { coordinator: join(directory, 'coordinator'), agent: join(directory, 'agent') };
  mkdirSync(data.agent);
  writeFileSync(join(directory, 'objective.yaml'), 'kind: synthetic\nfunction: quadratic\ndimension: 3\nheterogeneity: 0.5\n');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const reachable = { url, adminToken: TOKENS.FEDZOO_ADMIN_TOKEN };
  const running = new Map<Part, ChildProcess>();
  const ended: string[] = [];
  const draws = createStream({ seed, client: 0, round: 0, purpose: 'test' });

  function start(part: Part): void {
    const own = ['--server', url, '--join', TOKENS.FEDZOO_JOIN_TOKEN, '--objective', join(directory, 'objective.yaml'), '--name', 'edge'];
    const args = {
      coordinator: ['server', '--data', data.coordinator, '--port', String(port), '--json'],
      agent: ['agent', '--data', data.agent, '--clients', String(CLIENTS), ...own],
    };
    const child = startFedzoo(args[part], TOKENS);
    let errors = '';
    child.stdout?.resume();
    child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-2000)));
    child.on('exit', (code) => {
      // Nobody but this test ends them.
      if (code !== null) ended.push(`${part} ended by itself with ${code}: ${errors}`);
    });
    running.set(part, child);
  }

  async function kill(part: Part): Promise<void> {
    const child = running.get(part)!;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      killGroup(child);
      await gone;
    }
    running.delete(part);
    if (ended.length > 0) throw new Error(ended.join('\n'));
  }

  /** Asks until the coordinator is there to answer. */
  async function api(method: 'GET' | 'POST', path: string, body?: unknown): Promise<RunSummary> {
    for (;;) {
      const answer = await callApi(reachable, { method, path, body }).catch(() => undefined);
      if (answer?.body.run !== undefined) return answer.body.run;
      if (answer !== undefined) throw new Error(JSON.stringify(answer));
      if (ended.length > 0) throw new Error(ended.join('\n'));
      await delay(10);
    }
  }

  const deadline = performance.now() + mostMs;
  const killed = { coordinator: 0, agent: 0 };
  try {
    start('coordinator');
    start('agent');
    const { id } = await api('POST', '/api/runs', EXPERIMENT);
    const untilRound = async (wanted: number): Promise<number> => {
      for (;;) {
        const { round, status } = await api('GET', `/api/runs/${id}`);
        if (round >= wanted) return round;
        if (status === 'failed' || status === 'stopped') throw new Error(`the run is ${status} in round ${round}`);
        await delay(5);
      }
    };
    const first = await untilRound(1);
    let round = first;
    for (let made = 0; made < kills && performance.now() < deadline; made++) {
      if (draws.integer(2) === 0) round = await untilRound(round + 1);
      await delay(draws.integer(draws.integer(2) === 0 ? 30 : 400));
      const part = draws.integer(3) === 0 ? 'agent' : 'coordinator';
      await kill(part);
      killed[part] += 1;
      start(part);
    }
    const last = await untilRound(round);
    await untilRound(last + 3);
    await kill('coordinator');
    await kill('agent');
    return {
      run: id,
      coordinatorData: data.coordinator,
      agentData: data.agent,
      kills: killed,
      roundsBetween: last - first,
      remove: () => rmSync(directory, { recursive: true }),
    };
  } catch (error) {
    for (const child of running.values()) killGroup(child);
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/** A port that was free a moment ago: the coordinator must come back at the same one. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
