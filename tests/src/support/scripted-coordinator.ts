import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientView, RoundRow, RunSummary } from '@fedzoo/shared/telemetry';

const PAGE = fileURLToPath(new URL('../../../server/dist/dashboard/', import.meta.url));
const KINDS: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

/** An HTTP server that speaks the coordinator's API from a script. */
export async function startScripted(token: string, port = 0) {
  const runs = new Map<string, RunSummary>();
  const rounds = new Map<string, RoundRow[]>();
  let clients: ClientView[] = [];
  const streams = new Set<ServerResponse>();
  const send = (name: string, data: unknown) => {
    for (const stream of streams) stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const json = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  async function handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://x');
    if (!url.pathname.startsWith('/api/')) {
      const file = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
      const body = await readFile(join(PAGE, file)).catch(() => null);
      if (body === null) response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': KINDS[extname(file)] ?? 'text/plain' }).end(body);
      return;
    }
    if (request.headers.authorization !== `Bearer ${token}` && url.searchParams.get('token') !== token) {
      json(response, 401, { error: { code: 'unauthorized', message: 'wrong token' } });
      return;
    }
    const [, , what, id, sub] = url.pathname.split('/');
    if (what === 'events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      streams.add(response);
      response.on('close', () => streams.delete(response));
      for (const run of runs.values()) response.write(`event: run\ndata: ${JSON.stringify(run)}\n\n`);
      response.write(`event: clients\ndata: ${JSON.stringify(clients)}\n\n`);
      return;
    }
    if (what === 'runs' && id === undefined) return json(response, 200, { runs: [...runs.values()] });
    const run = runs.get(id ?? '');
    if (run === undefined) return json(response, 404, { error: { code: 'unknown-run', message: 'no such run' } });
    if (sub === 'rounds') {
      const from = Number(url.searchParams.get('from') ?? 0);
      return json(response, 200, { rounds: (rounds.get(run.id) ?? []).filter((row) => row.round >= from) });
    }
    if (sub === 'stop') {
      const stopped: RunSummary = { ...run, status: 'stopped', stopped: 'operator', waiting: null, finishedAtMs: Date.now() };
      runs.set(run.id, stopped);
      send('run', stopped);
      return json(response, 200, { run: stopped });
    }
    json(response, 200, {
      run,
      plan: { run: run.id, name: run.name, seed: 7, rounds: run.rounds, dimension: run.dimension, dtype: 'f64', algorithm: { kind: 'fzoos', localIterations: 10, learningRate: 0.01, features: 10000, active: { candidates: 100, chosen: 5 } } },
      iterate: [],
      clients: clients.filter((client) => client.run === run.id),
    });
  }
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    setRun(run: RunSummary) {
      runs.set(run.id, run);
      send('run', run);
    },
    addRow(run: string, row: RoundRow) {
      rounds.set(run, [...(rounds.get(run) ?? []).filter((other) => other.round !== row.round), row]);
      send('round', { run, row });
    },
    setClients(views: ClientView[]) {
      clients = views;
      send('clients', views);
    },
    async close() {
      for (const stream of streams) stream.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
