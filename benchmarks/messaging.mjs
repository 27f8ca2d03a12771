// Round trips a second on loopback: our parser under Socket.IO, plain socket.io with its own parser, and bare WebSockets. 200 sockets each,
// opened from a second process; a task goes down and a contribution of the same size comes back, one of them under way on each socket. They
// take turns within one run, each with processes of its own; of their turns the median counts, of ratios the median of the turns' ratios.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const END = fileURLToPath(new URL('./messaging-end.mjs', import.meta.url));
const SOCKETS = 200;
const PAYLOADS = [200, 40_000];
const WIRES = {
  ours: 'parser of FedZoo',
  numbers: 'plain socket.io, payload read as checked numbers',
  plain: 'plain socket.io, payload left as bytes',
  ws: 'bare ws, payload left as bytes',
};
/** Before anything counts, so that all run compiled code: after a few thousand the longest code path still looks half as dear again. */
const WARM_UP = { payloadBytes: 200, mostRoundTrips: 25_000, durationMs: 4000 };
const TURNS = 5;
const TURN_MS = 600;

export async function messaging() {
  const pairs = {};
  try {
    for (const wire of Object.keys(WIRES)) pairs[wire] = await openPair(wire);
    for (const pair of Object.values(pairs)) await takeTurn(pair, WARM_UP);
    console.log('| payload each way | | round trips/s | MB/s | CPU µs a round trip, coordinator + hosts |\n|---|---|---|---|---|');
    for (const payloadBytes of PAYLOADS) {
      const turns = Object.fromEntries(Object.keys(WIRES).map((wire) => [wire, []]));
      for (let turn = -1; turn < TURNS; turn++) {
        for (const wire of Object.keys(WIRES)) {
          const result = await takeTurn(pairs[wire], { payloadBytes, durationMs: TURN_MS });
          // The first finds memory of another size.
          if (turn >= 0) turns[wire].push(result);
        }
      }
      report(payloadBytes, turns);
    }
  } finally {
    for (const ends of Object.values(pairs)) for (const end of ends) end.disconnect();
  }
}

async function openPair(wire) {
  const [server, hosts] = ['server', 'hosts'].map((end) => fork(END, [wire, end]));
  const { url } = await ask(server, { open: {} });
  await ask(hosts, { open: { url, sockets: SOCKETS } });
  return [server, hosts];
}

async function takeTurn([server, hosts], turn) {
  const { payloadBytes } = turn;
  const before = await ask(hosts, { prepare: { payloadBytes } });
  const { roundTrips, seconds, cpuMicros } = await ask(server, { run: turn });
  const after = await ask(hosts, { prepare: { payloadBytes } });
  return {
    rate: roundTrips / seconds,
    serverMicros: cpuMicros / roundTrips,
    hostMicros: (after.cpuMicros - before.cpuMicros) / roundTrips,
  };
}

function report(payloadBytes, turns) {
  const size = `${payloadBytes.toLocaleString('en')} B`;
  for (const [wire, name] of Object.entries(WIRES)) {
    const [rate, server, hosts] = ['rate', 'serverMicros', 'hostMicros'].map((figure) => median(turns[wire].map((turn) => turn[figure])));
    const megabytes = ((2 * payloadBytes * rate) / 1e6).toPrecision(3);
    console.log(
      `| ${size} | ${name} | ${Math.round(rate).toLocaleString('en')} | ${megabytes} | ${server.toFixed(0)} + ${hosts.toFixed(0)} |`,
    );
  }
  for (const [wire, name] of Object.entries(WIRES).slice(1)) {
    const ratios = turns.ours.map(({ rate }, turn) => rate / turns[wire][turn].rate).sort((a, b) => a - b);
    const spared = turns.ours.map((ours, turn) => cpuMicros(turns[wire][turn]) / cpuMicros(ours));
    console.log(
      `${size}, ours ÷ ${name}: ${median(ratios).toFixed(2)} times the round trips a second (${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)}), ${median(spared).toFixed(2)} times those of a CPU second`,
    );
  }
}

function cpuMicros({ serverMicros, hostMicros }) {
  return serverMicros + hostMicros;
}

async function ask(end, question) {
  const done = new AbortController();
  const { signal } = done;
  try {
    const answer = once(end, 'message', { signal });
    const gone = once(end, 'exit', { signal });
    gone.catch(() => undefined);
    end.send(question);
    return await Promise.race([
      answer.then(([reply]) => reply),
      gone.then(([code]) => Promise.reject(new Error(`an end of the wire left with code ${code}`))),
    ]);
  } finally {
    done.abort();
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
