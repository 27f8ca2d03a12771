import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBox, type Outcome } from '@fedzoo/shared/objectives';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ObjectiveClosedError } from '../journal/journalled-evaluation.js';
import { createProcessObjective } from './process-objective.js';

let directory: string;
let logged: string[];
const open: { close(): Promise<void> }[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-process-'));
  logged = [];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((objective) => objective.close()));
  rmSync(directory, { recursive: true });
});

/** A program that runs `body` for each question `q`, with `say(object)` to answer; `started` counts its starts. */
function start(body: string, { timeoutMs = 20_000, prelude = '' } = {}) {
  const script = `
    const fs = require('node:fs');
    fs.appendFileSync('starts', '.');
    const started = fs.readFileSync('starts', 'utf8').length;
    const say = (object) => process.stdout.write((typeof object === 'string' ? object : JSON.stringify(object)) + '\\n');
    ${prelude}
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => { const q = JSON.parse(line); ${body} });
  `;
  writeFileSync(join(directory, 'program.cjs'), script);
  const log = (text: string): void => void logged.push(text);
  const created = createProcessObjective({
    command: [process.execPath, 'program.cjs'],
    workingDirectory: directory,
    environment: { FEDZOO_CLIENT: 'lab-00003', FEDZOO_CLIENT_NUMBER: '2' },
    log: { info: log, warn: log, error: log },
    box: createBox([-10, 0], [10, 4], 2),
    timeoutMs,
    restartDelayMs: { minimum: 1, maximum: 10 },
  });
  open.push(created);
  const ask = async (...x: number[]): Promise<Outcome> => await created.objective.evaluate(Float64Array.from(x), 0);
  return { ...created, ask };
}

const starts = (): number => readFileSync(join(directory, 'starts'), 'utf8').length;

describe('a process objective', () => {
  it('asks in natural units with ids from 1, one question at a time, of one process', async () => {
    const { ask } = start(`say({ id: q.id, value: q.id * 1000 + q.x[0] + q.x[1] });`);
    const outcomes = await Promise.all([ask(0, 0), ask(0.5, 0.5), ask(1, 1)]);
    expect(outcomes).toEqual([990, 2002, 3014].map((value) => ({ kind: 'value', value })));
    expect(starts()).toBe(1);
  });

  it('tells the program which client it serves, and nothing of the tokens', async () => {
    process.env['FEDZOO_JOIN_TOKEN'] = 'secret';
    const { ask } = start(
      `say({ id: q.id, error: [process.env.FEDZOO_CLIENT, process.env.FEDZOO_CLIENT_NUMBER, process.env.FEDZOO_JOIN_TOKEN].join() });`,
    );
    expect(await ask(0, 0)).toEqual({ kind: 'failed', reason: 'lab-00003,2,' });
    delete process.env['FEDZOO_JOIN_TOKEN'];
  });

  it('is not disturbed by what the program prints beside its answers, and passes standard error on to the log', async () => {
    const { ask } = start(
      `console.error('measuring'); say('epoch 1'); say({ id: q.id - 1, value: 5 }); say({ id: q.id, value: 1 }); say({ id: q.id, value: 2 });`,
    );
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 1 });
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 1 });
    expect(logged).toContain('measuring');
    expect(logged.some((line) => line.includes('is no answer'))).toBe(true);
  });

  it('ends the evaluation a program dies in as failed, and starts it again for the next', async () => {
    const { ask } = start(`if (q.id === 2) process.exit(3); say({ id: q.id, value: started });`);
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 1 });
    expect(await ask(0, 0)).toEqual({ kind: 'failed', reason: 'the program ended with exit code 3' });
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 2 });
  });

  it('takes an answer that was printed just before the end', async () => {
    const { ask } = start(`process.stdout.write(JSON.stringify({ id: q.id, value: 9 }) + '\\n', () => process.exit(0));`);
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 9 });
    await expect.poll(() => logged.join('\n')).toMatch(/ended with exit code 0/);
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 9 });
    expect(starts()).toBe(2);
  });

  it('starts a program again that died between two questions', async () => {
    const { ask } = start(
      `say({ id: q.id, value: started }); if (started === 1) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 5);`,
    );
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 1 });
    await expect.poll(() => logged.join('\n')).toMatch(/ended by SIGKILL/);
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 2 });
  });

  it('ends an evaluation that takes too long as timed out, kills the program with all it started, and starts it again', async () => {
    const prelude = `
      const grandchild = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      fs.writeFileSync('grandchild', String(grandchild.pid));
    `;
    const { ask } = start(`if (started > 1) say({ id: q.id, value: started });`, { timeoutMs: 1500, prelude });
    expect(await ask(0, 0)).toEqual({ kind: 'timedOut' });
    const grandchild = Number(readFileSync(join(directory, 'grandchild'), 'utf8'));
    await expect.poll(() => isRunning(grandchild)).toBe(false);
    expect(await ask(0, 0)).toEqual({ kind: 'value', value: 2 });
  });

  it('waits longer after each death in a row, up to a limit', async () => {
    const { ask } = start(`process.exit(1);`);
    for (let i = 0; i < 6; i++) expect((await ask(0, 0)).kind).toBe('failed');
    expect(logged.filter((line) => /restarted after/.test(line))).toEqual(
      [1, 2, 3, 4, 5].map((n) => `restarted after ${n} ${n === 1 ? 'death' : 'deaths'} without an answer`),
    );
  });

  it('names a command that cannot be started in the outcome', async () => {
    const created = createProcessObjective({
      command: ['no-such-program-of-fedzoo'],
      workingDirectory: directory,
      environment: {},
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      box: createBox(0, 1, 1),
      timeoutMs: 1000,
    });
    open.push(created);
    const outcome = await created.objective.evaluate(Float64Array.of(0), 0);
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/cannot be started: spawn no-such-program-of-fedzoo ENOENT/) as string,
    });
  });

  it('ends a program that prints without line breaks', async () => {
    const { ask } = start(`setInterval(() => process.stdout.write('x'.repeat(50_000)), 1);`);
    expect((await ask(0, 0)).kind).toBe('failed');
    expect(logged.some((line) => line.includes('without a line break'))).toBe(true);
  });

  it('closed, ends the standard input of its program, which may say goodbye', async () => {
    const { ask, close } = start(`say({ id: q.id, value: 1 });`, {
      prelude: `process.stdin.on('end', () => fs.writeFileSync('goodbye', ''));`,
    });
    await ask(0, 0);
    await close();
    expect(readFileSync(join(directory, 'goodbye'), 'utf8')).toBe('');
  });

  it('closed during an evaluation, gives it no outcome and kills a program that does not end', async () => {
    const { ask, close } = start(`fs.writeFileSync('asked', String(process.pid)); setInterval(() => {}, 1000);`);
    const answer = ask(0, 0);
    const ended = answer.then(
      () => undefined,
      (error: unknown) => error,
    );
    await expect.poll(() => readPid('asked'), { timeout: 10_000 }).toBeGreaterThan(0);
    await close();
    expect(await ended).toBeInstanceOf(ObjectiveClosedError);
    expect(isRunning(readPid('asked'))).toBe(false);
  });
});

function readPid(name: string): number {
  try {
    return Number(readFileSync(join(directory, name), 'utf8'));
  } catch {
    return 0;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Killed, but not yet collected by whoever adopted it, counts as ended.
  return !/^State:\s+Z/m.test(statusOf(pid));
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
