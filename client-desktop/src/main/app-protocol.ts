import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';

const SCHEME = 'app';
/** The one origin a window of ours may show. */
export const APP_ORIGIN = `${SCHEME}://fedzoo`;
export const START_URL = `${APP_ORIGIN}/index.html`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The page may show itself and speak to nobody: `connect-src 'none'` holds even if a script of it were not ours. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Must be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Serves the files of `directory` at `APP_ORIGIN`, and nothing else. A scheme of its own has an origin, which file:// has not. */
export function serveApp(directory: string): void {
  // An address that cannot be decoded is one more that is not served.
  protocol.handle(SCHEME, (request) => answer(request.url, directory).catch(refusal));
}

async function answer(url: string, directory: string): Promise<Response> {
  const { origin, host, pathname } = new URL(url);
  // A scheme that Node's URL does not know has the origin "null".
  if (origin !== APP_ORIGIN && `${SCHEME}://${host}` !== APP_ORIGIN) return refusal();
  const file = normalize(join(directory, decodeURIComponent(pathname)));
  const contentType = CONTENT_TYPES[extname(file)];
  if (!file.startsWith(directory + sep) || contentType === undefined) return refusal();
  return new Response(await readFile(file), {
    headers: { 'content-type': contentType, 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff' },
  });
}

function refusal(): Response {
  return new Response('not found', { status: 404, headers: { 'content-security-policy': CONTENT_SECURITY_POLICY } });
}
