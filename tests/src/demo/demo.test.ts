import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ledgerVerifier } from '@fedzoo/platform-node';
import { ledgerSummary, readLedger } from '@fedzoo/shared/ledger';
import { parseRunRecord } from '@fedzoo/shared/telemetry';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { finished, killGroup, runFedzoo, startFedzoo } from '../support/launcher.js';

interface Change {
  readonly before: number;
  readonly after: number;
}

interface Printed {
  readonly f1: {
    readonly heldOut: Change;
    readonly clients: readonly {
      readonly name: string;
      readonly classes: readonly number[];
      readonly own: Change;
      readonly heldOut: Change;
    }[];
  };
}

let directory: string;
let running: ChildProcess | undefined;
beforeAll(() => {
  // Not by the first demonstration: the bundler's own process would be among those that it starts.
  ensureBuilt();
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-demo-'));
});
afterEach(() => {
  if (running !== undefined) killGroup(running);
  running = undefined;
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const read = (...path: string[]): string => readFileSync(join(directory, ...path), 'utf8');

function start(...args: string[]): ChildProcess {
  running = startFedzoo(['demo', ...args]);
  return running;
}

/** Whether anything is left of what a process has started. */
function isGone(child: ChildProcess): boolean {
  try {
    process.kill(-child.pid!, 0);
    return false;
  } catch {
    return true;
  }
}

describe('the demonstration', () => {
  it('tunes with a coordinator and ten agents as processes, reports, and leaves none of them behind', async () => {
    const demo = start('--rounds', '2', '--seed', '3', '--json', '--out', join(directory, 'whole'));
    const { code, stdout, stderr } = await finished(demo);
    expect(code, stderr).toBe(0);
    expect(isGone(demo)).toBe(true);

    const printed = JSON.parse(stdout) as Printed;
    const record = parseRunRecord(printed);
    expect(record).toMatchObject({ name: 'digits', seed: 3, rounds: 2, stopped: 'rounds', observerQueries: 0 });
    expect(record.finalX.length).toBe(490);
    // F is the mean of what the clients score on their own digits.
    const meanOf = (pick: (own: Change) => number): number => printed.f1.clients.reduce((sum, { own }) => sum + 1 - pick(own), 0) / 10;
    expect(record.value.initial).toBeCloseTo(
      meanOf((own) => own.before),
      12,
    );
    expect(record.value.final).toBeCloseTo(
      meanOf((own) => own.after),
      12,
    );
    expect(printed.f1.heldOut.after).not.toBe(printed.f1.heldOut.before);

    expect(JSON.parse(read('whole', 'run.json'))).toEqual(printed);
    expect(read('whole', 'rounds.jsonl').trimEnd().split('\n').length).toBe(3);
    expect(read('whole', 'report.html')).toContain('client-10');
    expect(stderr).toMatch(/watch +http:\/\/127\.0\.0\.1:\d+\/#token=/);
    expect(stderr).toMatch(/^round 2\/2 .* held-out F1 0\.\d{3}$/m);
  });

  it('gives every process digits of its own classes only', () => {
    const { f1 } = JSON.parse(read('whole', 'run.json')) as Printed;
    expect(readdirSync(join(directory, 'whole', 'clients')).sort()).toEqual(f1.clients.map(({ name }) => name));
    for (const { name, classes } of f1.clients) {
      const { labels } = JSON.parse(read('whole', 'clients', name, 'digits.json')) as { labels: number[] };
      expect(new Set(labels)).toEqual(new Set(classes));
    }
  });

  it('is the same to the last bit when it is repeated', async () => {
    const again = await runFedzoo(['demo', '--rounds', '2', '--seed', '3', '--json', '--out', join(directory, 'again')]);
    expect(again.code, again.stderr).toBe(0);
    const kept = ({ seconds: _seconds, report: _report, ...rest }: Record<string, unknown>): unknown => rest;
    expect(kept(JSON.parse(again.stdout) as Record<string, unknown>)).toEqual(
      kept(JSON.parse(read('whole', 'run.json')) as Record<string, unknown>),
    );
  });

  it('interrupted by Ctrl-C, which reaches all its processes, reports what was won so far, ends them, and exits with 130', async () => {
    const demo = start('--rounds', '1000', '--no-open', '--out', join(directory, 'cut'));
    const end = finished(demo);
    const lines = createInterface(demo.stdout!);
    for (;;) {
      const [line] = (await Promise.race([once(lines, 'line'), end.then(({ stderr }) => Promise.reject(new Error(stderr)))])) as [string];
      // Lines that come together reach one waiter: any round will do.
      if (/^round +[1-9]\d*\//.test(line)) break;
    }
    killGroup(demo, 'SIGINT');
    const { code, stdout, stderr } = await end;
    expect(stderr).toBe('');
    expect(code).toBe(130);
    // On a machine that is busy the last of them may see that it is alone a moment later.
    await expect.poll(() => isGone(demo), { timeout: 5000 }).toBe(true);
    expect(stdout).toContain('Interrupted. So far, macro-F1 on held-out digits went from');
    const record = parseRunRecord(JSON.parse(read('cut', 'run.json')));
    expect(record.stopped).toBe('interrupted');
    expect(record.rounds).toBeGreaterThanOrEqual(1);
    expect(read('cut', 'report.html')).toContain('client-10');
  });

  it('interrupted before its first round, still reports where it began', async () => {
    const demo = start('--no-open', '--out', join(directory, 'early'));
    const end = finished(demo);
    const lines = createInterface(demo.stdout!);
    for (;;) {
      const [line] = (await Promise.race([once(lines, 'line'), end.then(({ stderr }) => Promise.reject(new Error(stderr)))])) as [string];
      if (line.includes('watch ')) break;
    }
    demo.kill('SIGINT');
    expect((await end).code).toBe(130);
    expect(isGone(demo)).toBe(true);
    const { f1 } = JSON.parse(read('early', 'run.json')) as Printed;
    expect(f1.heldOut.after).toBeCloseTo(f1.heldOut.before, 12);
  });
});

describe('the private demonstration', () => {
  it('reports what was won and spent, goes where its rounds without noise go as ε grows, and exports a ledger that is sound', async () => {
    const out = join(directory, 'private');
    const { code, stdout, stderr } = await runFedzoo(['demo', '--private', '500', '--rounds', '1', '--seed', '3', '--json', '--out', out]);
    expect(code, stderr).toBe(0);
    const printed = JSON.parse(stdout) as Printed & {
      readonly withPrivacy: { readonly heldOutWithoutNoise: number; readonly ledger: Record<string, unknown> };
    };
    const { privacy, value, rounds } = parseRunRecord(printed);
    expect(privacy).toMatchObject({ unit: 'record', relation: 'add-remove', trust: 'central', delta: 1e-5, releases: 1 });
    expect(privacy!.epsilon).toBeLessThanOrEqual(500);
    expect(privacy!.epsilon).toBeGreaterThan(495);
    expect({ rounds, value }).toEqual({ rounds: 1, value: { initial: null, best: null, final: null } });

    const { heldOut } = printed.f1;
    expect(heldOut.after).toBeGreaterThan(heldOut.before);
    expect(Math.abs(heldOut.after - printed.withPrivacy.heldOutWithoutNoise)).toBeLessThan(0.005);

    const file = join(out, 'ledger.jsonl');
    const summary = ledgerSummary(readLedger(readFileSync(file, 'utf8'), ledgerVerifier))!;
    expect(summary).toMatchObject({ keeper: 'coordinator', unit: 'record', releases: 1, published: 1, epsilon: privacy!.epsilon });
    expect(printed.withPrivacy.ledger).toMatchObject({ file, releases: 1, head: summary.head, epsilon: summary.epsilon, agreeing: 10 });
    expect(read('private', 'report.html')).toContain('What privacy cost');
    expect(stderr).toMatch(/privacy +ε = 500 at δ = 1e-5 for every record/);
  });
});

describe('a wrong option', () => {
  it('is told with its field, its value and the way out, and exits with 2', async () => {
    writeFileSync(join(directory, 'mine.txt'), 'mine');
    const foreign = await runFedzoo(['demo', '--out', directory]);
    expect(foreign).toMatchObject({ code: 2, stdout: '' });
    expect(foreign.stderr).toMatch(/--out: .* holds other files; name a folder that is empty/);
    const rounds = await runFedzoo(['demo', '--rounds', '0', '--out', join(directory, 'none')]);
    expect(rounds).toMatchObject({ code: 2, stdout: '' });
    expect(rounds.stderr).toMatch(/--rounds: is "0"; give a whole number, at least 1/);
  });
});
