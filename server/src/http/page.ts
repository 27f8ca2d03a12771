import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { packageUrl } from '../package-url.js';

/** The page as the build leaves it. */
const PAGE_DIRECTORY = fileURLToPath(packageUrl('dist/dashboard/'));

const NOT_BUILT = 'The page is not built. Run `npm run build` in the checkout and start the coordinator again; the API works without it.\n';

/** The page at / and its files. */
export async function addPage(app: FastifyInstance, directory = PAGE_DIRECTORY): Promise<void> {
  if (existsSync(directory)) {
    await app.register(fastifyStatic, { root: directory });
    return;
  }
  app.get('/', async (_request, reply) => reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT));
}
