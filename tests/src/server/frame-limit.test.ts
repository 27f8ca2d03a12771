import { decodeEnvelope, encodeEnvelope, limitsFor, type Message } from '@fedzoo/shared/protocol';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startFixture, type Fixture } from './coordinator-fixture.js';

const LIMIT = 65_536;

describe('a frame above the limit of the coordinator', () => {
  let fixture: Fixture;
  let sockets: WebSocket[];
  beforeEach(async () => {
    fixture = await startFixture({ limits: { baseFrameBytes: LIMIT } });
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.terminate();
    await fixture.close();
  });

  /** Connects without Socket.IO, sends one frame of zeros, and gives what came back until the end, with the code of the close. */
  async function send(frameBytes: number, token = fixture.coordinator.joinToken): Promise<{ messages: Message[]; code: number }> {
    const socket = new WebSocket(`${fixture.coordinator.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    sockets.push(socket);
    const messages: Message[] = [];
    const closed = once(socket, 'close');
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) return socket.send(encodeEnvelope({ kind: 'connect', body: { token } }));
      const decoded = decodeEnvelope(data, limitsFor(LIMIT));
      if (!decoded.ok) throw new Error(decoded.error.text);
      messages.push(decoded.message);
      if (decoded.message.kind === 'connected') socket.send(new Uint8Array(frameBytes));
    });
    const [code] = (await closed) as [number];
    return { messages, code };
  }

  it.each([LIMIT + 1, 2 * LIMIT])(
    'of %d bytes is answered with its size, the limit and the way out, then the connection closes',
    async (bytes) => {
      const { messages, code } = await send(bytes);
      expect(messages).toMatchObject([{ kind: 'connected' }, { kind: 'error', body: { code: 'frame-too-large', retriable: false } }]);
      expect(messages[1]).toHaveProperty(
        'body.text',
        `the frame has ${bytes} bytes; at most ${LIMIT}: send smaller tensors, or raise the frame limit of the coordinator`,
      );
      expect(code).not.toBe(1009);
      expect(await (await fetch(`${fixture.coordinator.url}/metrics`)).text()).toContain(
        'fedzoo_bad_frames_total{code="frame-too-large"} 1',
      );
    },
  );

  it('closes without a word, with 1009, beyond twice the limit', async () => {
    const { messages, code } = await send(2 * LIMIT + 1);
    expect(messages).toMatchObject([{ kind: 'connected' }]);
    expect(code).toBe(1009);
  });

  it('is judged by the raised limit once a run needs larger frames', async () => {
    await fixture.host(['c1']);
    const { id } = await fixture.submit({ participation: { minimumClients: 1, stepwise: true } });
    await fixture.untilRun(id, ({ status }) => status === 'paused');
    const raised = (await fixture.host([])).welcome.maxFrameBytes;
    expect(raised).toBeGreaterThan(LIMIT);
    const told = await send(2 * raised);
    expect(told.messages[1]).toMatchObject({ kind: 'error', body: { code: 'frame-too-large' } });
    expect(told.messages[1]).toHaveProperty('body.text', expect.stringContaining(`at most ${raised}`));
    expect((await send(2 * raised + 1)).code).toBe(1009);
    await fixture.api('POST', `/api/runs/${id}/stop`);
  });
});
