import type { ClientView, RunStatus, RunSummary, StopReason } from '@fedzoo/shared/telemetry';

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'] as const;

/** "three runs", "one client", "240 clients": small numbers in words, as in a sentence. */
export function counted(count: number, noun: string): string {
  return `${SMALL[count] ?? count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first thing the page says: what is going on, in one sentence. */
export function overviewSentence(runs: readonly RunSummary[], clients: readonly ClientView[]): string {
  const going = runs.filter((run) => run.status === 'running').length;
  const held = runs.filter((run) => run.status === 'waiting' || run.status === 'paused').length;
  const present = clients.filter((client) => client.state !== 'away').length;
  const about = [
    going > 0 ? `${counted(going, 'run')} ${going === 1 ? 'is' : 'are'} going` : '',
    held > 0 ? `${counted(held, 'run')} ${held === 1 ? 'waits' : 'wait'}` : '',
    going + held === 0 ? 'nothing is running' : '',
    present === 0 ? 'no client is here' : `${counted(present, 'client')} ${present === 1 ? 'is' : 'are'} here`,
  ].filter((part) => part !== '');
  const sentence = `${about.join(', ')}.`;
  return capitalised(sentence);
}

export const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  waiting: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  completed: 'Completed',
  stopped: 'Stopped',
  failed: 'Failed',
};

export const STOP_WORDS: Readonly<Record<StopReason, string>> = {
  rounds: 'all rounds were run',
  value: 'the value asked for was reached',
  queries: 'the queries allowed were spent',
  seconds: 'the time allowed was over',
  operator: 'stopped by hand',
  interrupted: 'interrupted',
  privacy: 'its privacy budget was spent',
};

export const CLIENT_STATE_WORDS: Readonly<Record<ClientView['state'], string>> = {
  idle: 'idle',
  working: 'working',
  away: 'away',
};

export function isOver(run: RunSummary): boolean {
  return run.status === 'completed' || run.status === 'stopped' || run.status === 'failed';
}

/** Where a run is: "round 13 of 50, phase 1 of 2", or "12 of 50 rounds" when it does not move. */
export function progressWords(run: RunSummary): string {
  if (run.status !== 'running' || run.startedAtMs === null) return `${run.round} of ${counted(run.rounds, 'round')}`;
  // The closing phase, behind those of a round.
  if (run.phase === run.phases && run.phases > 0) return `${run.round} of ${counted(run.rounds, 'round')}, value of the last iterate`;
  const open = Math.min(run.round + 1, run.rounds);
  return `round ${open} of ${run.rounds}${run.phases > 1 ? `, phase ${run.phase + 1} of ${run.phases}` : ''}`;
}

/** "fzoos, 300 dimensions" */
export function methodWords(run: RunSummary): string {
  return run.dimension > 0 ? `${run.algorithm}, ${run.dimension} dimensions` : run.algorithm;
}

/** A list as in a sentence: "a, b and c"; from `most` on the rest is counted: "a, b, c and 37 more". */
export function listed(names: readonly string[], most = 6): string {
  if (names.length > most) return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const UTC_TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** The coordinator's reason as a sentence of the page: its times are written as those of the reader's clock. */
export function reasonSentence(reason: string): string {
  const local = reason.replaceAll(UTC_TIME, (time) => new Date(time).toLocaleTimeString('en-GB'));
  return `${capitalised(local).replace(/\.$/, '')}.`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
