import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCoordinator, type Coordinator, type CoordinatorOptions } from '@fedzoo/server';
import type { ClientView, RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import { connectHost, type HostMemory, type HostOptions, type QuadraticHost } from './quadratic-host.js';

/** What an answer of the API is, with its status. */
export interface Answer {
  readonly status: number;
  // The shape depends on the route; tests name the fields they look at.
  readonly body: {
    readonly run: RunSummary;
    readonly runs: RunSummary[];
    readonly rounds: RoundRow[];
    readonly clients: ClientView[];
    readonly error: { readonly code: string; readonly message: string; readonly problems?: { path: string; message: string }[] };
  } & Record<string, unknown>;
}

/** A coordinator on a directory of its own, with what tests ask of it; `close` leaves nothing behind. */
export interface Fixture {
  readonly directory: string;
  readonly coordinator: Coordinator;
  readonly api: (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Answer>;
  submit(change?: object): Promise<RunSummary>;
  run(id: string): Promise<RunSummary>;
  /** Waits, on the event stream, until the run's summary satisfies the predicate. */
  readonly untilRun: (id: string, predicate: (run: RunSummary) => boolean) => Promise<RunSummary>;
  host(clients: readonly string[], options?: Partial<HostOptions>, memory?: HostMemory): Promise<QuadraticHost>;
  /** Ends the coordinator and starts another on the same directory. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A method of two phases, small. */
export const FZOOS = {
  kind: 'fzoos',
  localIterations: 2,
  features: 20,
  localQueries: { candidates: 6, queries: 2 },
  surrogateQueries: { candidates: 6, queries: 3 },
};

/** `fedzo` is cheap and has one phase; four rounds of it on whatever clients join, and no closing phase behind them. */
export const EXPERIMENT = {
  name: 'test',
  seed: 7,
  objective: { kind: 'remote' },
  algorithm: { kind: 'fedzo', localIterations: 2, directions: 3 },
  rounds: 4,
  finalValue: false,
};

export async function startFixture(options: Partial<CoordinatorOptions> = {}): Promise<Fixture> {
  const directory = await mkdtemp(join(tmpdir(), 'fedzoo-coordinator-'));
  const start = (): Promise<Coordinator> => createCoordinator({ dataDirectory: directory, ...options });
  let coordinator = await start();
  const hosts: QuadraticHost[] = [];

  const fixture: Fixture = {
    directory,
    get coordinator() {
      return coordinator;
    },
    api: (method, path, body) => callApi(coordinator, { method, path, body }),
    async submit(change = {}) {
      const { status, body } = await fixture.api('POST', '/api/runs', { ...EXPERIMENT, ...change });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return body.run;
    },
    run: async (id) => (await fixture.api('GET', `/api/runs/${id}`)).body.run,
    untilRun: (id, predicate) => watchRun(coordinator, id, predicate),
    async host(clients, change = {}, memory) {
      const host = await connectHost({ url: coordinator.url, joinToken: coordinator.joinToken, clients, ...change }, memory);
      hosts.push(host);
      return host;
    },
    async restart() {
      await coordinator.close();
      coordinator = await start();
    },
    async close() {
      for (const host of hosts) host.close();
      await coordinator.close();
      await rm(directory, { recursive: true });
    },
  };
  return fixture;
}

type Reachable = Pick<Coordinator, 'url' | 'adminToken'>;

export async function callApi(
  { url, adminToken }: Reachable,
  call: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<Answer> {
  const response = await fetch(`${url}${call.path}`, {
    method: call.method,
    headers: { authorization: `Bearer ${adminToken}`, ...(call.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

export async function watchRun(coordinator: Reachable, id: string, predicate: (run: RunSummary) => boolean): Promise<RunSummary> {
  for await (const { name, data } of readEvents(coordinator, `?run=${id}`)) {
    if (name === 'run' && predicate(data as RunSummary)) return data as RunSummary;
  }
  throw new Error('the event stream ended');
}

/** The events of a stream, until the consumer has enough. */
export async function* readEvents(
  { url, adminToken }: Reachable,
  search = '',
): AsyncGenerator<{ readonly name: string; readonly data: unknown }> {
  const abort = new AbortController();
  try {
    const response = await fetch(`${url}/api/events${search}`, {
      headers: { authorization: `Bearer ${adminToken}` },
      signal: abort.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`the event stream answers ${response.status}`);
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = /^event: (\w+)\ndata: (.*)$/s.exec(text.slice(0, end));
        text = text.slice(end + 2);
        if (event?.[1] !== undefined) yield { name: event[1], data: JSON.parse(event[2] ?? 'null') as unknown };
      }
    }
  } finally {
    abort.abort();
  }
}
