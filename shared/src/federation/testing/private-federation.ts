import { createStream } from '../../numeric/random-stream.js';
import { scalarKernels } from '../../numeric/scalar-kernels.js';
import type { Objective } from '../../objectives/objective.js';
import type { EntropySource } from '../../privacy/index.js';
import { resolveAlgorithm } from '../algorithms/options.js';
import { createServerHalf } from '../algorithms/server-halves.js';
import { createLocalPool, type ClientSnapshots } from '../client-pool.js';
import type { Mechanism } from '../client-half.js';
import { federate, type Channel, type ClosedPhase } from '../federate.js';
import type { AlgorithmOptions, ClientId, Contribution, RunId, RunPlan, Task } from '../messages.js';
import type { Cohort } from '../releases/poisson-cohort.js';
import { mechanismOf } from '../releases/mechanism.js';
import type { PrivacyPlan } from '../releases/privacy-plan.js';
import { createReleaseDesk, receivingDesk, type ReleaseDesk } from '../releases/release-desk.js';
import { createRoundEngine, type RoundEngine } from '../round-engine.js';
import type { RunState } from '../run-state.js';
import { memoryLedger, type MemoryLedger } from './memory-ledger.js';

export interface PrivateOptions {
  readonly algorithm: AlgorithmOptions;
  readonly privacy: PrivacyPlan;
  readonly objectives: readonly Objective[];
  readonly rounds: number;
  readonly start: Float64Array;
  readonly seed?: number;
  /** Names the noise: tests repeat what a run never does. */
  readonly noiseSeed?: number;
  /** In place of the plan's own. */
  readonly desk?: ReleaseDesk;
  /** What passes by, and is passed on as it is. */
  readonly watch?: { readonly task?: (task: Task) => void; readonly contribution?: (contribution: Contribution) => void };
  /** Who is asked but does not answer. */
  readonly isAbsent?: (task: Task) => boolean;
  readonly cohort?: Cohort;
}

/** Bytes that a test can repeat. A run's come from the operating system. */
export function seededEntropy(seed: number): EntropySource {
  const stream = createStream({ seed, client: 0, round: 0, purpose: 'test' });
  return {
    fill(bytes) {
      for (let i = 0; i < bytes.length; i += 4) {
        const word = stream.nextUint32();
        for (let j = i; j < Math.min(i + 4, bytes.length); j++) bytes[j] = (word >>> (8 * (j - i))) & 0xff;
      }
    },
  };
}

/**
 * A desk that gives what it is told to, one vector a release, whatever the data: for laws on what follows from releases. Scaled to about
 * the share `size` of what all members could add up to.
 */
export function givenReleases({ members }: PrivacyPlan, size = 0.02): ReleaseDesk {
  const stream = createStream({ seed: 8, client: 0, round: 0, purpose: 'test' });
  return {
    authorise: () => Promise.resolve(),
    release(_, { terms: { dimension, clipRadius } }) {
      const each = (size * members * clipRadius) / Math.sqrt(dimension);
      return Promise.resolve(Float64Array.from({ length: dimension }, () => each * stream.normal()));
    },
    published: () => Promise.resolve(),
  };
}

/** A private federation in memory before its first round. */
export interface PrivateFederation {
  readonly plan: RunPlan;
  readonly engine: RoundEngine;
  readonly start: RunState;
  readonly objectives: readonly Objective[];
  readonly mechanism: Mechanism | undefined;
  readonly releases: ReleaseDesk;
  readonly ledger: MemoryLedger;
}

export function privateFederation(options: PrivateOptions): PrivateFederation {
  const { privacy, objectives, rounds, start, seed = 3, noiseSeed = 4 } = options;
  const plan: RunPlan = {
    run: 'run-00000000' as RunId,
    name: 'private',
    seed,
    rounds,
    dimension: start.length,
    dtype: 'f64',
    algorithm: resolveAlgorithm(options.algorithm),
    privacy,
  };
  const engine = createRoundEngine({
    plan,
    server: createServerHalf(plan, scalarKernels),
    selection: { kind: 'all' },
    measure: { task: () => 0, contribution: () => 0 },
  });
  const entropy = seededEntropy(noiseSeed);
  const ledger = memoryLedger();
  const isLocal = privacy.trust === 'local';
  return {
    plan,
    engine,
    start: engine.init(
      start,
      objectives.map((_, number) => ({ client: `client-${number}` as ClientId, weight: 1 })),
    ),
    objectives,
    mechanism: mechanismOf(plan, entropy),
    releases: options.desk ?? (isLocal ? receivingDesk : createReleaseDesk({ privacy, ledger, entropy })),
    ledger,
  };
}

/** Runs a private federation in memory to its end. */
export async function runPrivately(
  options: PrivateOptions,
): Promise<{ readonly phases: readonly ClosedPhase[]; readonly ledger: MemoryLedger; readonly clients: ClientSnapshots }> {
  const { plan, engine, start: state, objectives, mechanism, releases, ledger } = privateFederation(options);
  const { watch = {}, isAbsent = () => false } = options;
  const pool = createLocalPool({
    plan,
    kernels: scalarKernels,
    objectives: new Map(objectives.map((objective, number) => [number, objective])),
    mechanism,
  });
  const channel: Channel = {
    down(task) {
      watch.task?.(task);
      return task;
    },
    up(contribution) {
      watch.contribution?.(contribution);
      return contribution;
    },
  };
  const answering = { run: (tasks: readonly Task[]) => pool.run(tasks.filter((task) => !isAbsent(task))) };
  const phases: ClosedPhase[] = [];
  for await (const closed of federate({ engine, state, pool: answering, channel, releases, cohort: options.cohort })) {
    phases.push(closed);
    await releases.published({ run: plan.run, round: closed.summary.round, phase: closed.summary.phase });
  }
  return { phases, ledger, clients: await pool.snapshot() };
}
