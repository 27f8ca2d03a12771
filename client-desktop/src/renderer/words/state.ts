import type { LiveSession } from '../../ipc/session.js';

export interface Told {
  readonly text: string;
  readonly tone: 'calm' | 'at-work' | 'troubled';
}

/** How things stand, in one sentence. The first that applies: what the person did, then the connection, then the work. */
export function stateSentence({ leaving, paused, connection, work, run }: LiveSession): Told {
  if (leaving) return { text: 'Leaving: the coordinator is being told…', tone: 'calm' };
  if (connection.state === 'lost') return { text: `No connection (${connection.reason}). It is tried again by itself.`, tone: 'troubled' };
  if (paused) return { text: 'Paused: no evaluation begins until you resume.', tone: 'calm' };
  if (connection.state === 'connecting') return { text: 'Connecting…', tone: 'calm' };
  if (run === null) return { text: `Joined ${connection.coordinator}. It starts by itself when a run does.`, tone: 'calm' };
  const place = work?.round == null ? '' : ` in round ${work.round} of ${run.rounds}`;
  if (run.status === 'completed' || run.status === 'stopped' || run.status === 'failed') {
    return { text: `The run is ${run.status}. This machine stays, for the next one.`, tone: 'calm' };
  }
  if (work?.state === 'working') return { text: `Evaluating${place}.`, tone: 'at-work' };
  return { text: `Waiting for the others${place}.`, tone: 'calm' };
}
