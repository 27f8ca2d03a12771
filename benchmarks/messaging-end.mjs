// One end of one wire of the messaging benchmark: `node messaging-end.mjs ours|numbers|plain|ws server|hosts`, forked and asked by messaging.mjs.
import { createSocketParser } from '@fedzoo/shared/protocol';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const fromTests = createRequire(new URL('../tests/package.json', import.meta.url));
const { Server } = fromTests('socket.io');
const { io } = fromTests('socket.io-client');
const { WebSocket, WebSocketServer } = fromTests('ws');

const MAX_FRAME_BYTES = 131_072;
const key = { run: 'run-00000000', round: 12, phase: 0, client: 'client-00001' };
const down = { ...key, clientNumber: 0, seeds: [], deadlineMs: 0 };
const up = { ...key, queries: 60, outcomes: { value: 60, infeasible: 0, failed: 0, timedOut: 0 }, iterateValue: 0.5 };

/** What both ends send for a payload of so many bytes: as numbers for our parser, as bytes for the others. */
function payloadOf(payloadBytes) {
  const values = Float64Array.from({ length: payloadBytes / 8 }, (_, index) => Math.sin(index));
  return { vector: { dtype: 'f64', shape: [values.length], values }, bytes: Buffer.from(values.buffer) };
}

/**
 * A wire: `listen(http, admit)` hands over each socket as `(ask)`, where `ask(payload, answered)` sends the task and calls back when the
 * contribution is there; `connect(url, payload)` opens a host's socket, which answers every task, and resolves when it is open.
 */
const WIRES = {
  ours: {
    listen(http, admit) {
      const parser = createSocketParser({ maxFrameBytes: MAX_FRAME_BYTES, direction: 'toCoordinator' });
      const server = new Server(http, { parser, transports: ['websocket'], serveClient: false, maxHttpBufferSize: 2 * MAX_FRAME_BYTES });
      server.engine.on('connection', parser.watch);
      server.on('connection', (socket) => {
        let answered;
        socket.on('contribution', ({ tensors }) => answered(tensors.update.values.byteLength));
        admit(({ vector }, then) => {
          answered = then;
          socket.emit('task', { ...down, iterate: vector, tensors: {} });
        });
      });
    },
    async connect(url, payload) {
      const parser = createSocketParser({ maxFrameBytes: MAX_FRAME_BYTES, direction: 'toHost' });
      const socket = io(url, { parser, transports: ['websocket'], forceNew: true, auth: { token: 'token' } });
      socket.io.on('open', () => parser.watch(socket.io.engine));
      socket.on('task', () => socket.emit('contribution', { ...up, tensors: { update: payload().vector } }));
      await opened(socket, 'connect');
    },
  },
  plain: plainWire((bytes) => bytes.byteLength),
  numbers: plainWire((bytes) => checkedNumbers(bytes).byteLength),
  ws: {
    listen(http, admit) {
      new WebSocketServer({ server: http }).on('connection', (socket) => {
        let answered;
        socket.on('message', (data) => answered(data.byteLength));
        admit(({ bytes }, then) => {
          answered = then;
          socket.send(bytes);
        });
      });
    },
    async connect(url, payload) {
      const socket = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false });
      socket.on('message', () => socket.send(payload().bytes));
      await once(socket, 'open');
    },
  },
};

/** socket.io with its own parser: an event with a binary attachment, and an answer with another. `read` is what either end does with one. */
function plainWire(read) {
  return {
    listen(http, admit) {
      const server = new Server(http, { transports: ['websocket'], serveClient: false });
      server.on('connection', (socket) =>
        admit(({ bytes }, then) => socket.emit('task', { ...down, iterate: bytes }, ({ update }) => then(read(update)))),
      );
    },
    async connect(url, payload) {
      const socket = io(url, { transports: ['websocket'], forceNew: true });
      socket.on('task', ({ iterate }, answer) => {
        read(iterate);
        answer({ ...up, update: payload().bytes });
      });
      await opened(socket, 'connect');
    },
  };
}

/** What our parser hands over and an application on bytes needs too: an aligned array of finite numbers that is its own. */
function checkedNumbers(bytes) {
  const values = new Float64Array(bytes.byteLength / 8);
  new Uint8Array(values.buffer).set(bytes);
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) throw new Error('the payload is not finite');
  return values;
}

async function opened(socket, event) {
  await new Promise((resolve, reject) => socket.once(event, resolve).once('connect_error', reject));
}

/** Questions a coordinator's end answers. */
function serverEnd({ listen }) {
  const sockets = [];
  return {
    async open() {
      const http = createServer();
      listen(http, (ask) => sockets.push(ask));
      http.listen(0, '127.0.0.1');
      await once(http, 'listening');
      return { url: `http://127.0.0.1:${http.address().port}` };
    },
    async run({ payloadBytes, durationMs, mostRoundTrips = Number.MAX_SAFE_INTEGER }) {
      const payload = payloadOf(payloadBytes);
      const cpuBefore = cpuMicros();
      const start = performance.now();
      let roundTrips = 0;
      // Each socket ends with the round trip that is under way when the time is over.
      const loop = (ask) =>
        new Promise((resolve, reject) => {
          const answered = (bytes) => {
            if (bytes !== payloadBytes) return reject(new Error(`an answer has ${bytes} bytes`));
            roundTrips++;
            if (roundTrips < mostRoundTrips && performance.now() - start < durationMs) ask(payload, answered);
            else resolve();
          };
          ask(payload, answered);
        });
      await Promise.all(sockets.map(loop));
      return { roundTrips, seconds: (performance.now() - start) / 1000, cpuMicros: cpuMicros() - cpuBefore };
    },
  };
}

/** Questions the hosts' end answers. */
function hostsEnd({ connect }) {
  let payload;
  return {
    async open({ url, sockets }) {
      for (let i = 0; i < sockets; i++) await connect(url, () => payload);
    },
    prepare({ payloadBytes }) {
      payload = payloadOf(payloadBytes);
      return { cpuMicros: cpuMicros() };
    },
  };
}

function cpuMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const [wire, end] = process.argv.slice(2);
const questions = (end === 'server' ? serverEnd : hostsEnd)(WIRES[wire]);
async function answer(question) {
  const [[name, details]] = Object.entries(question);
  process.send((await questions[name](details)) ?? {});
}
process.on('message', (question) => void answer(question));
// The end of the benchmark is the end of this process, whatever sockets are open.
process.on('disconnect', () => process.exit(0));
