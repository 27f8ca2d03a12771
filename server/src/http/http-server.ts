import type { Socket } from 'node:net';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { addApi, type ApiParts } from './api.js';
import { addPage } from './page.js';
import { errorBody, replyWithError } from './replies.js';
import { addSecurityHeaders } from './security-headers.js';

export interface HttpParts extends ApiParts {
  readonly version: string;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** Where the built page is, if not where the build leaves it. */
  readonly pageDirectory: string | undefined;
  readonly log: { error(details: object, text: string): void };
}

/** The largest body of a request, in bytes: an experiment is a few kilobytes. */
const MAX_BODY_BYTES = 2 ** 20;

/** The name of a data set has up to 200 characters, each of up to nine in an address. */
const MAX_PARAM_LENGTH = 1800;

/** The coordinator's HTTP side, not yet listening: API, health, metrics, page. Sockets of hosts share its server. */
export async function createHttpServer(parts: HttpParts): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  });

  // A POST that needs no body may come with none, whatever type it announces.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body as string, done);
  });

  addSecurityHeaders(app);
  app.setErrorHandler((error: FastifyError, _request, reply) => replyWithError(error, reply, parts.log));
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(errorBody('not-found', `there is no ${request.method} ${request.url.split('?', 1)[0]} here`)),
  );
  app.get('/healthz', () => ({ status: 'ok', version: parts.version }));
  app.get('/metrics', async (_request, reply) => reply.type(parts.metrics.contentType).send(await parts.metrics.text()));
  await app.register((api, _options, done) => {
    addApi(api, parts);
    done();
  });
  await app.register((page) => addPage(page, parts.pageDirectory));
  endSocketsOnClose(app);
  return app;
}

/** Upgraded connections would keep the server open for as long as their peers like; by then they have been told. */
function endSocketsOnClose(app: FastifyInstance): void {
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', (done) => {
    for (const socket of sockets) socket.destroySoon();
    done();
  });
}
