import { validate } from '@fedzoo/shared/experiment';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { tokenMatches } from '../config/tokens.js';
import type { CoordinatorLedgers } from '../ledger/coordinator-ledgers.js';
import type { ClientPool } from '../rounds/client-pool.js';
import type { RunRegistry } from '../rounds/run-registry.js';
import type { EventHub } from './event-hub.js';
import { serveEventStream } from './event-stream.js';
import { errorBody, replyWithProblems } from './replies.js';

export interface ApiParts {
  readonly adminToken: string;
  readonly registry: RunRegistry;
  readonly pool: ClientPool;
  readonly hub: EventHub;
  readonly ledgers: Pick<CoordinatorLedgers, 'list' | 'text'>;
}

const stopBody = z
  .strictObject({ reason: z.enum(['operator', 'value', 'queries', 'seconds', 'interrupted']).default('operator') })
  .default({ reason: 'operator' });
const roundsQuery = z.strictObject({
  from: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number, at least 0')
    .transform(Number)
    .default(0),
  iterates: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});

type RunRoute = { readonly Params: { readonly id: string } };

/** What is under /api: runs, clients, ledgers, events. Every request carries the admin token. */
export function addApi(app: FastifyInstance, { adminToken, registry, pool, hub, ledgers }: ApiParts): void {
  app.addHook('onRequest', async (request, reply) => {
    const [path, search] = request.url.split('?', 2);
    const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    // An EventSource cannot set headers.
    const token = bearer ?? (path === '/api/events' ? new URLSearchParams(search).get('token') : undefined);
    void reply.header('cache-control', 'no-store');
    if (tokenMatches(token, adminToken)) return;
    await reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send(errorBody('unauthorized', 'Authorization: send "Bearer <admin token>", which the coordinator printed when it started'));
  });

  app.post('/api/runs', async (request, reply) => {
    const submission = await registry.submit(request.body);
    if (submission.ok) return reply.code(201).send({ run: submission.run });
    replyWithProblems(reply, submission.problems, 'the experiment');
    return reply;
  });

  app.get('/api/runs', () => ({ runs: registry.list() }));

  app.get<RunRoute>('/api/runs/:id', async ({ params }) => {
    const { members, ...details } = await registry.details(params.id);
    return { ...details, clients: pool.views(members) };
  });

  app.get<RunRoute>('/api/runs/:id/rounds', async ({ params, query }, reply) => {
    const options = checked(reply, validate(roundsQuery, query), 'the query');
    return options === undefined ? reply : { rounds: await registry.rounds(params.id, options) };
  });

  app.post<RunRoute>('/api/runs/:id/stop', async ({ params, body }, reply) => {
    const options = checked(reply, validate(stopBody, body ?? undefined), 'the body');
    return options === undefined ? reply : { run: await registry.stop(params.id, options.reason) };
  });

  app.post<RunRoute>('/api/runs/:id/advance', async ({ params }) => ({ run: await registry.advance(params.id) }));

  app.get('/api/clients', () => ({ clients: pool.views() }));

  app.get('/api/ledgers', async () => ({ ledgers: await ledgers.list() }));

  app.get<{ readonly Params: { readonly dataSet: string } }>('/api/ledgers/:dataSet', async ({ params }, reply) =>
    reply.type('application/jsonl; charset=utf-8').send(await ledgers.text(params.dataSet)),
  );

  app.get<{ readonly Querystring: { readonly run?: string } }>('/api/events', async ({ query }, reply) => {
    const { run } = query;
    const runs = run === undefined ? registry.list() : [(await registry.details(run)).run];
    void reply.hijack();
    serveEventStream(reply.raw, hub, {
      run,
      greet(tell) {
        for (const summary of runs) tell('run', registry.summary(summary.id) ?? summary);
        tell('clients', registry.clients(run));
        for (const { id, round } of runs) {
          registry.rounds(id, { from: round, iterates: false }).then(
            (rows) => rows.slice(-1).forEach((row) => tell('round', { run: id, row })),
            () => reply.raw.destroy(),
          );
        }
      },
    });
  });
}

function checked<Value>(reply: FastifyReply, parsed: ReturnType<typeof validate<Value>>, what: string): Value | undefined {
  if (parsed.ok) return parsed.value;
  replyWithProblems(reply, parsed.problems, what);
  return undefined;
}
