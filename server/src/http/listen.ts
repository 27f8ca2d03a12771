import { networkInterfaces } from 'node:os';
import { InvalidArgumentError } from '@fedzoo/shared/errors';
import type { FastifyInstance } from 'fastify';

/** Listens, and gives the URL at which it can be reached. Throws `InvalidArgumentError` if host or port cannot be had. */
export async function listen(app: FastifyInstance, { host, port }: { readonly host: string; readonly port: number }): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw explained(error, host, port);
  }
  const address = app.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${reachable(host)}:${bound}`;
}

function explained(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new InvalidArgumentError('port', `${port} is in use on ${host}; give another, or 0 for any free one`, { cause: error });
    case 'EACCES':
      return new InvalidArgumentError('port', `${port} may not be used by this user; give one above 1023, or 0 for any free one`, {
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new InvalidArgumentError(
        'host',
        `${host} is no address of this machine; leave it out to listen on this machine alone, or give 0.0.0.0 for all its addresses`,
        {
          cause: error,
        },
      );
    default:
      return error;
  }
}

/** A host that others can put into a URL: an address of this machine where it listens on all of them. */
function reachable(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host;
  const addresses = Object.values(networkInterfaces()).flatMap((addressList) => addressList ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
