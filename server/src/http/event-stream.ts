import type { ServerResponse } from 'node:http';
import type { EventHub, Watcher } from './event-hub.js';

/** So that proxies and browsers know that the stream is alive, in milliseconds. */
const COMMENT_INTERVAL_MS = 15_000;
/** A reader that is further behind is cut off; its EventSource comes back and begins anew. */
const MAX_BEHIND_BYTES = 8 * 2 ** 20;

/** Serves one reader of server-sent events until it goes; `greet` tells it how things stand, once it watches. */
export function serveEventStream(
  response: ServerResponse,
  hub: EventHub,
  options: { readonly run: string | undefined; readonly greet: (tell: Watcher['tell']) => void },
): void {
  const tell: Watcher['tell'] = (name, body) => {
    if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
    else response.write(`event: ${name}\ndata: ${JSON.stringify(body)}\n\n`);
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  response.write('retry: 2000\n\n');
  const stop = hub.watch({ run: options.run, tell });
  const comment = setInterval(() => response.write(':\n\n'), COMMENT_INTERVAL_MS);
  response.on('close', () => {
    clearInterval(comment);
    stop();
  });
  options.greet(tell);
}
