import type { ClientContext } from '../../client-half.js';
import type { Task } from '../../messages.js';
import type { Trajectory } from '../trajectory.js';
import type { FzoosSettings, LocalSettings } from './settings.js';
import type { FzoosState } from './state.js';

/** What local iterations on a client's own surrogate work with. The trajectory grows as they evaluate. */
export interface LocalPhase {
  readonly options: LocalSettings;
  readonly task: Task;
  readonly context: ClientContext;
  readonly state: Pick<FzoosState, 'broadcast'>;
  readonly trajectory: Trajectory;
}

/** What both phases of FZooS at a client work with. */
export interface FzoosPhase extends LocalPhase {
  readonly options: FzoosSettings;
  readonly state: FzoosState;
}
