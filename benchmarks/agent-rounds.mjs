// Rounds a second of a coordinator with agents as processes of their own, over real sockets, journals and all.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../fedzoo.mjs', import.meta.url));

export async function agentRounds({ agents, dimension, rounds, algorithm }) {
  const directory = await mkdtemp(join(tmpdir(), 'fedzoo-bench-'));
  const children = [];
  const start = (args, stdio) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], { stdio });
    children.push(child);
    return child;
  };
  try {
    const server = start(['server', '--data', join(directory, 'coordinator'), '--port', '0', '--json'], ['ignore', 'pipe', 'ignore']);
    const [line] = await once(createInterface(server.stdout), 'line');
    const { url, joinToken, adminToken } = JSON.parse(line);
    const objective = join(directory, 'objective.yaml');
    await writeFile(objective, JSON.stringify({ kind: 'synthetic', function: 'sphere', dimension, clients: 1 }));
    for (let i = 0; i < agents; i++)
      start(
        ['agent', '--server', url, '--join', joinToken, '--objective', objective, '--data', join(directory, `agent-${i}`), '--json'],
        ['ignore', 'ignore', 'ignore'],
      );
    const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
    const experiment = {
      name: 'bench',
      seed: 1,
      objective: { kind: 'remote', dimension },
      algorithm,
      rounds,
      participation: { minimumClients: agents },
    };
    const submitted = await (await fetch(`${url}/api/runs`, { method: 'POST', headers, body: JSON.stringify(experiment) })).json();
    if (submitted.run === undefined) throw new Error(JSON.stringify(submitted));
    await completed(`${url}/api/events?run=${submitted.run.id}`, headers);
    const { rounds: rows } = await (await fetch(`${url}/api/runs/${submitted.run.id}/rounds?from=0`, { headers })).json();
    const first = rows[Math.floor(rows.length / 10)];
    const last = rows.at(-1);
    return (last.round - first.round) / (last.seconds - first.seconds);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(running.map((child) => once(child, 'exit')));
    await rm(directory, { recursive: true, force: true });
  }
}

/** Resolves when the run's event stream says that it is over. */
async function completed(url, headers) {
  const { body } = await fetch(url, { headers });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (/"status":"failed"/.test(text)) throw new Error(`the run failed: ${text.slice(-2000)}`);
    if (/"status":"completed"/.test(text)) return;
    text = text.slice(-100_000);
  }
}
