import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The page as the build leaves it; sources and build output are equally deep, so one path serves both. */
const PAGE_DIRECTORY = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));

/** Nothing but the page's own files and the API of the coordinator it came from. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at / and its files. */
export async function addPage(app: FastifyInstance, directory = PAGE_DIRECTORY): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
    void reply.header('x-content-type-options', 'nosniff');
    void reply.header('x-frame-options', 'DENY');
    void reply.header('referrer-policy', 'no-referrer');
    void reply.header('cross-origin-opener-policy', 'same-origin');
    void reply.header('cross-origin-resource-policy', 'same-origin');
  });
  if (existsSync(directory)) {
    await app.register(fastifyStatic, { root: directory });
    return;
  }
  app.get('/', async (_request, reply) =>
    reply.code(503).type('text/plain; charset=utf-8').send('The page is not built. Run `npm run build` in the checkout and start the coordinator again; the API works without it.\n'),
  );
}
