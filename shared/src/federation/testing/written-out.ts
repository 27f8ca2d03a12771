import { scalarKernels } from '../../numeric/scalar-kernels.js';
import type { Objective } from '../../objectives/objective.js';
import { createLocalPool, type ClientSnapshots } from '../client-pool.js';
import type { RunState } from '../run-state.js';
import type { Serialisable } from '../serialisable.js';
import { decodeState, encodeState } from '../state-codec.js';
import type { SmallFederation } from './small-federation.js';

/** The state at the end of a run in which both halves are written out and read back after every phase. */
export async function finalStateWrittenOut({ plan, engine, start, ...federation }: SmallFederation): Promise<RunState> {
  const objectives = new Map<number, Objective>(federation.objectives.map((objective, number) => [number, objective]));
  let state = start;
  let snapshots: ClientSnapshots = {};
  while (state.status !== 'finished') {
    const pool = createLocalPool({ plan, kernels: scalarKernels, objectives, snapshots });
    state = engine.openPhase(state, 'all', 0);
    const contributions = await pool.run(engine.tasks(state));
    state = stored(engine.closePhase(engine.accept(state, contributions).state).state);
    snapshots = stored(await pool.snapshot());
  }
  return state;
}

function stored<Value extends RunState | ClientSnapshots>(value: Value): Value {
  return decodeState(encodeState(value as unknown as Serialisable)) as unknown as Value;
}
