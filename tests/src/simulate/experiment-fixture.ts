import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small heterogeneous problem on which FZooS uses every kind of message. */
export const SMALL_FZOOS = `name: small
seed: 7
objective: { kind: synthetic, function: levy, dimension: 12, heterogeneity: 2, noise: 0.001, failureRate: 0.05 }
clients: 4
algorithm: { kind: fzoos, localIterations: 3, features: 100, initialPoints: 4, localQueries: { candidates: 10, queries: 2 }, surrogateQueries: { candidates: 20, queries: 6 } }
rounds: 4
`;

/** A problem of many minima, small enough for one method to hand over to another within seconds. */
export const SMALL_RELAY = `name: relay
seed: 3
objective: { kind: synthetic, function: rastrigin, dimension: 6 }
clients: 4
rounds: 60
`;

export interface ExperimentFolder {
  readonly file: string;
  /** A path in the folder. */
  path(name: string): string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A temporary folder with an experiment file in it. */
export async function experimentFolder(yaml: string): Promise<ExperimentFolder> {
  const directory = await mkdtemp(join(tmpdir(), 'fedzoo-test-'));
  const file = join(directory, 'experiment.yaml');
  await writeFile(file, yaml);
  return {
    file,
    path: (name) => join(directory, name),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Rows of `rounds.jsonl` without what differs from run to run. */
export async function rowsWithoutSeconds(directory: string): Promise<unknown[]> {
  const text = await readFile(join(directory, 'rounds.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as object), seconds: 0 }));
}

/** The record of `run.json` or `--json` without what differs from run to run. */
export function withoutSeconds(json: string): unknown {
  return { ...(JSON.parse(json) as object), seconds: 0 };
}
