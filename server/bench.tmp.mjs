import { createCoordinator } from './dist/index.js';
import { createServerHalf } from '@fedzoo/shared/federation/server';
import { createSocketParser } from '@fedzoo/shared/protocol';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { fork } from 'node:child_process';
const [,, mode, N='100', H='10', D='5400', R='50'] = process.argv;
if (mode === 'host') {
  const require = createRequire('/work/main/tests/package.json');
  const { io } = require('socket.io-client');
  process.on('message', async ({ url, joinToken, names, d }) => {
    const parser = createSocketParser({ maxFrameBytes: 2**26, direction: 'toHost' });
    const s = io(url, { transports: ['websocket'], parser, auth: { token: joinToken }, reconnection: false });
    const plans = new Map(); let shapes;
    s.on('plan', ({ client, plan }) => { plans.set(plan.run, plan); shapes = createServerHalf(plan.algorithm).expects(0, plan); });
    s.on('task', (t) => {
      const tensors = Object.fromEntries(Object.entries(shapes).map(([n, shape]) => [n, { dtype: 'f64', shape, values: new Float64Array(shape.reduce((a,b)=>a*b,1)).fill(0.5) }]));
      s.emit('contribution', { run: t.run, round: t.round, phase: t.phase, client: t.client, tensors, queries: 1, outcomes: { value: 1, infeasible: 0, failed: 0, timedOut: 0 }, iterateValue: 1 });
    });
    s.on('error', (e) => console.log('error', e));
    s.on('welcome', async () => {
      const start = { dtype: 'f64', shape: [d], values: new Float64Array(d) };
      await Promise.all(names.map((client) => s.emitWithAck('join', { client, dimension: d, start, weight: 1, label: 'x' })));
      process.send('joined');
    });
    s.on('connect', () => s.emit('hello', { protocolVersionMin: 1, protocolVersionMax: 1, features: [], hostName: 'h' + process.pid, softwareVersion: '0' }));
    s.on('disconnect', () => process.exit());
  });
} else {
  const dir = mkdtempSync('/tmp/bench/x');
  const c = await createCoordinator({ dataDirectory: dir });
  const hosts = []; const n = +N, h = +H, d = +D;
  const t0 = performance.now();
  await Promise.all(Array.from({ length: h }, (_, i) => new Promise((ok) => {
    const p = fork(process.argv[1], ['host']); hosts.push(p);
    p.send({ url: c.url, joinToken: c.joinToken, d, names: Array.from({ length: n / h }, (_, j) => `c-${String(i * n / h + j).padStart(6, '0')}`) });
    p.on('message', ok);
  })));
  console.log('joined', n, ((performance.now() - t0) / 1000).toFixed(2), 's', (process.memoryUsage().rss / 2**20 | 0) + ' MB');
  const auth = { authorization: `Bearer ${c.adminToken}`, 'content-type': 'application/json' };
  const sel = process.env.COHORT ? { kind: 'uniform', clients: +process.env.COHORT } : { kind: 'all' };
  const cpu0 = process.cpuUsage(); const t1 = performance.now();
  const { run } = await (await fetch(c.url + '/api/runs', { method: 'POST', headers: auth, body: JSON.stringify({ name: 'b', seed: 1, objective: { kind: 'remote' }, algorithm: { kind: 'fedzo' }, rounds: +R, selection: sel, participation: { minimumClients: n } }) })).json();
  let s; let maxRss = 0;
  do { await new Promise((r) => setTimeout(r, 50)); ({ run: s } = await (await fetch(c.url + '/api/runs/' + run.id + '/stop', { method: 'HEAD', headers: auth }).then(() => fetch(c.url + '/api/runs', { headers: auth })).then(async (r) => ({ json: async () => ({ run: (await r.json()).runs[0] }) }))).json()); maxRss = Math.max(maxRss, process.memoryUsage().rss); } while (!/completed|failed/.test(s.status));
  const cpu = process.cpuUsage(cpu0);
  console.log(s.status, s.waiting, 'rounds/s', (+R / s.seconds).toFixed(1), 'cpu s/round', ((cpu.user + cpu.system) / 1e6 / +R).toFixed(4), 'rss', (maxRss / 2**20 | 0), 'MB', 'up MB', s.bytes.up / 2**20 | 0);
  await c.close(); for (const p of hosts) p.kill(); rmSync(dir, { recursive: true });
}
