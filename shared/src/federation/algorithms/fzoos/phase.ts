import type { ClientContext } from '../../client-half.js';
import type { Task } from '../../messages.js';
import type { Trajectory } from '../trajectory.js';
import type { FzoosSettings } from './settings.js';
import type { FzoosState } from './state.js';

/** What both phases of FZooS at a client work with. The trajectory grows as they evaluate. */
export interface FzoosPhase {
  readonly options: FzoosSettings;
  readonly task: Task;
  readonly context: ClientContext;
  readonly state: FzoosState;
  readonly trajectory: Trajectory;
}
