import { scalarKernels } from '../../numeric/scalar-kernels.js';
import type { Objective } from '../../objectives/objective.js';
import { createLocalPool, type ClientSnapshots } from '../client-pool.js';
import type { ReleaseDesk } from '../releases/release-desk.js';
import type { RunState } from '../run-state.js';
import type { Serialisable } from '../serialisable.js';
import { decodeState, encodeState } from '../state-codec.js';
import type { SmallFederation } from './small-federation.js';

/** What is run: of a private federation with its desk, which outlives both halves. */
type WrittenOut = Pick<SmallFederation, 'plan' | 'engine' | 'start' | 'objectives'> & { readonly releases?: ReleaseDesk };

/** The state at the end of a run in which both halves are written out and read back after every phase. */
export async function finalStateWrittenOut({ plan, engine, start, releases, ...federation }: WrittenOut): Promise<RunState> {
  const objectives = new Map<number, Objective>(federation.objectives.map((objective, number) => [number, objective]));
  let state = start;
  let snapshots: ClientSnapshots = {};
  while (state.status !== 'finished') {
    const pool = createLocalPool({ plan, kernels: scalarKernels, objectives, snapshots });
    state = engine.openPhase(state, 'all', 0);
    const contributions = await pool.run(engine.tasks(state));
    const accepted = engine.accept(state, contributions).state;
    const pending = engine.pendingRelease(accepted);
    const released = pending === undefined ? undefined : await releases?.release(accepted, pending);
    state = stored(engine.closePhase(accepted, released).state);
    snapshots = stored(await pool.snapshot());
  }
  return state;
}

function stored<Value extends RunState | ClientSnapshots>(value: Value): Value {
  return decodeState(encodeState(value as unknown as Serialisable)) as unknown as Value;
}
