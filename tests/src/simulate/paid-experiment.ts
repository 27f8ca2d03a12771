import { once } from 'node:events';
import { readFileSync, watch, writeFileSync } from 'node:fs';
import { experimentFolder, type ExperimentFolder } from './experiment-fixture.js';

/** Every call leaves a line with the process that makes it, so that what was paid for can be counted from outside. */
const PROGRAM = `
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const calls = new URL('./calls', import.meta.url);
const client = process.env.FEDZOO_CLIENT;
for await (const line of createInterface(process.stdin)) {
  const { id, x } = JSON.parse(line);
  appendFileSync(calls, \`\${process.pid} \${client} \${x.join()}\\n\`);
  await new Promise((resolve) => setTimeout(resolve, 2));
  console.log(JSON.stringify({ id, value: x.reduce((sum, v) => sum + (v - 0.3) ** 2, 0) }));
}
`;

export const CLIENTS = 3;
/** Evaluations of a client in a round of the experiment: 1 + T (Q + 1). */
export const QUERIES_A_ROUND = 1 + 2 * 4;

/** An experiment whose clients are processes, under a method that evaluates an iterate in the round after it. */
const EXPERIMENT = `name: paid
seed: 3
objective: { kind: process, command: [node, program.mjs], dimension: 4, lower: -1, upper: 1, start: 0.9 }
clients: ${CLIENTS}
algorithm: { kind: fedzo, localIterations: 2, directions: 3 }
rounds: 3
`;

export interface PaidExperiment extends ExperimentFolder {
  /** The calls so far. */
  calls(): Call[];
  clear(): void;
  /** Resolves when there are so many. */
  untilCalls(count: number): Promise<void>;
}

export interface Call {
  /** Process that was asked. */
  readonly process: string;
  /** Client and point. */
  readonly question: string;
}

export async function paidExperiment(change = ''): Promise<PaidExperiment> {
  const folder = await experimentFolder(EXPERIMENT + change);
  const path = folder.path('calls');
  writeFileSync(folder.path('program.mjs'), PROGRAM);
  writeFileSync(path, '');
  const calls = (): Call[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => ({ process: line.slice(0, line.indexOf(' ')), question: line.slice(line.indexOf(' ') + 1) }));
  return {
    ...folder,
    calls,
    clear: () => writeFileSync(path, ''),
    async untilCalls(count) {
      const watcher = watch(path);
      try {
        while (calls().length < count) await once(watcher, 'change');
      } finally {
        watcher.close();
      }
    },
  };
}

/** How often each question was asked. */
export function counted(calls: readonly Call[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { question } of calls) counts.set(question, (counts.get(question) ?? 0) + 1);
  return counts;
}

/** The calls but the last of every process, which may have been under way when that was killed. */
export function answered(calls: readonly Call[]): Call[] {
  return calls.filter(({ process }, index) => calls.slice(index + 1).some((later) => later.process === process));
}
