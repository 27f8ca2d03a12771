import type { Contribution, Task } from '@fedzoo/shared/federation/client';
import type { AgentEvent, ClientProgress } from './agent-event.js';

/** Keeps how one client stands, and tells every change. */
export interface ProgressLog {
  current(): ClientProgress;
  /** The client's standing with the coordinator changed. */
  standing(standing: Standing): void;
  paused(paused: boolean): void;
  received(task: Task, bytes: number): void;
  working(task: Task): void;
  idle(): void;
  /** Evaluations were made. */
  spent(): void;
  answered(contribution: Contribution, bytes: number): void;
}

type Standing = 'away' | 'joined' | 'refused' | 'left';

export interface ProgressPorts {
  readonly budget: number | null;
  readonly spent: () => number;
  readonly emit: (event: AgentEvent) => void;
}

export function createProgressLog(client: string, { budget, spent, emit }: ProgressPorts): ProgressLog {
  let progress: ClientProgress = {
    client,
    state: 'away',
    run: null,
    round: null,
    phase: null,
    value: null,
    best: null,
    queries: spent(),
    budget,
    bytesUp: 0,
    bytesDown: 0,
  };
  let standing: Standing = 'away';
  let atWork = false;
  let isPaused = false;

  function state(): ClientProgress['state'] {
    if (standing !== 'joined') return standing;
    if (isPaused) return 'paused';
    return atWork ? 'working' : 'idle';
  }
  function change(part: Partial<ClientProgress>): void {
    progress = { ...progress, ...part, state: state(), queries: spent() };
  }
  function tell(part: Partial<ClientProgress> = {}): void {
    const before = progress;
    change(part);
    if (progress.state !== before.state || progress.queries !== before.queries) emit({ kind: 'progress', ...progress });
  }

  return {
    current: () => progress,
    standing(next) {
      standing = next;
      tell();
    },
    paused(paused) {
      isPaused = paused;
      tell();
    },
    received({ run, round, phase }, bytes) {
      // Values of different runs do not compare.
      if (run !== progress.run) change({ run, value: null, best: null, bytesUp: 0, bytesDown: 0 });
      change({ round, phase, bytesDown: progress.bytesDown + bytes });
    },
    working({ run, round, phase }) {
      atWork = true;
      tell({ run, round, phase });
    },
    idle() {
      atWork = false;
      tell();
    },
    spent: () => tell(),
    answered({ iterateValue, failure }, bytes) {
      atWork = false;
      const value = iterateValue ?? progress.value;
      const best = iterateValue === undefined ? progress.best : Math.min(progress.best ?? Infinity, iterateValue);
      change({ value, best, bytesUp: progress.bytesUp + bytes });
      emit({ kind: 'value', failure: failure ?? null, ...progress });
    },
  };
}
