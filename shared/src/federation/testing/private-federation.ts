import { createStream } from '../../numeric/random-stream.js';
import { scalarKernels } from '../../numeric/scalar-kernels.js';
import type { Objective } from '../../objectives/objective.js';
import type { EntropySource } from '../../privacy/index.js';
import { resolveAlgorithm } from '../algorithms/options.js';
import { createServerHalf } from '../algorithms/server-halves.js';
import { createLocalPool } from '../client-pool.js';
import { directChannel, federate, type ClosedPhase } from '../federate.js';
import type { AlgorithmOptions, ClientId, RunId, RunPlan } from '../messages.js';
import type { PrivacyPlan } from '../releases/privacy-plan.js';
import { createReleaseDesk, receivingDesk, noiseKindOf } from '../releases/release-desk.js';
import { createRoundEngine } from '../round-engine.js';
import { releaseSum } from '../../privacy/index.js';
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
}

/** Bytes that a test can repeat. A run's come from the operating system. */
export function seededEntropy(seed: number): EntropySource {
  const stream = createStream({ seed, client: 0, round: 0, purpose: 'test' });
  return {
    fill(bytes) {
      for (let i = 0; i < bytes.length; i++) bytes[i] = stream.nextUint32() & 0xff;
    },
  };
}

/** Runs a private federation in memory to its end. */
export async function runPrivately(
  options: PrivateOptions,
): Promise<{ readonly phases: readonly ClosedPhase[]; readonly ledger: MemoryLedger }> {
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
  const pool = createLocalPool({
    plan,
    kernels: scalarKernels,
    objectives: new Map(objectives.map((objective, number) => [number, objective])),
    ...(privacy.trust === 'local' ? { mechanism: (sum) => releaseSum([sum], noiseKindOf(privacy), entropy) } : {}),
  });
  const state = engine.init(
    start,
    objectives.map((_, number) => ({ client: `client-${number}` as ClientId, weight: 1 })),
  );
  const releases = privacy.trust === 'local' ? receivingDesk : createReleaseDesk({ privacy, ledger, entropy });
  const phases: ClosedPhase[] = [];
  for await (const closed of federate({ engine, state, pool, channel: directChannel, releases })) {
    phases.push(closed);
    await releases.published({ run: plan.run, round: closed.summary.round, phase: closed.summary.phase });
  }
  return { phases, ledger };
}
