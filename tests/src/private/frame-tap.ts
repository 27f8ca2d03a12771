import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeEnvelope, type Envelope } from '@fedzoo/proto';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

/** What passed between hosts and a coordinator, in the order of its coming. */
export interface FrameTap {
  readonly url: string;
  readonly fromHosts: readonly Envelope[];
  readonly toHosts: readonly Envelope[];
  /** Frames of the layer below that are text: its beginning and its pings. */
  readonly texts: readonly string[];
  close(): Promise<void>;
}

/** Stands between hosts and a coordinator on real sockets, passes every frame on as it is, and keeps a copy. */
export async function openFrameTap(coordinatorUrl: string): Promise<FrameTap> {
  const fromHosts: Envelope[] = [];
  const toHosts: Envelope[] = [];
  const texts: string[] = [];
  const server: Server = createServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server });
  const passOn = (source: WebSocket, target: WebSocket, kept: Envelope[]): void => {
    const early: [RawData, boolean][] = [];
    source.on('message', (data, isBinary) => {
      if (isBinary) kept.push(decodeEnvelope(new Uint8Array(data as Buffer)));
      else texts.push((data as Buffer).toString('utf8'));
      if (target.readyState === WebSocket.OPEN) target.send(data, { binary: isBinary });
      else early.push([data, isBinary]);
    });
    target.on('open', () => early.forEach(([data, isBinary]) => target.send(data, { binary: isBinary })));
    source.on('close', () => target.close());
    source.on('error', () => target.close());
  };
  sockets.on('connection', (host, request) => {
    const coordinator = new WebSocket(`${coordinatorUrl.replace(/^http/, 'ws')}${request.url ?? '/'}`);
    passOn(host, coordinator, fromHosts);
    passOn(coordinator, host, toHosts);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fromHosts,
    toHosts,
    texts,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
