import type { Contribution, Task } from '@fedzoo/shared/federation/client';
import type { AgentEvent, ClientProgress } from './agent-event.js';

/** Keeps how one client stands, and tells every change. */
export interface ProgressLog {
  current(): ClientProgress;
  joined(): void;
  away(): void;
  refused(): void;
  left(): void;
  idle(): void;
  received(task: Task, bytes: number): void;
  working(task: Task): void;
  /** Evaluations were made; `open`: more may begin. */
  spent(open: boolean): void;
  paused(paused: boolean): void;
  answered(contribution: Contribution, bytes: number): void;
}

export interface ProgressPorts {
  readonly budget: number | null;
  readonly spent: () => number;
  readonly emit: (event: AgentEvent) => void;
}

export function createProgressLog(client: string, { budget, spent, emit }: ProgressPorts): ProgressLog {
  let progress: ClientProgress = { client, state: 'away', run: null, round: null, phase: null, value: null, best: null, queries: spent(), budget, bytesUp: 0, bytesDown: 0 };
  let atWork = false;
  let isPaused = false;

  function change(part: Partial<ClientProgress>): void {
    progress = { ...progress, ...part, queries: spent() };
  }
  function tell(part: Partial<ClientProgress>): void {
    const before = progress.state;
    const queriesBefore = progress.queries;
    change(part);
    if (progress.state !== before || progress.queries !== queriesBefore) emit({ kind: 'progress', ...progress });
  }
  const standing = (): ClientProgress['state'] => (isPaused ? 'paused' : atWork ? 'working' : 'idle');

  return {
    current: () => progress,
    joined: () => tell({ state: standing() }),
    away: () => tell({ state: 'away' }),
    refused: () => tell({ state: 'refused' }),
    left: () => tell({ state: 'left' }),
    idle() {
      atWork = false;
      if (progress.state === 'working') tell({ state: standing() });
    },
    received({ run, round, phase }, bytes) {
      // Values of different runs do not compare.
      if (run !== progress.run) change({ run, value: null, best: null, bytesUp: 0, bytesDown: 0 });
      change({ round, phase, bytesDown: progress.bytesDown + bytes });
    },
    working({ run, round, phase }) {
      atWork = true;
      tell({ run, round, phase, state: standing() });
    },
    spent: (open) => tell({ state: open ? standing() : 'paused' }),
    paused(paused) {
      isPaused = paused;
      if (progress.state !== 'away' && progress.state !== 'left' && progress.state !== 'refused') tell({ state: standing() });
    },
    answered({ iterateValue, failure }, bytes) {
      atWork = false;
      const value = iterateValue ?? progress.value;
      const best = iterateValue === undefined ? progress.best : Math.min(progress.best ?? Infinity, iterateValue);
      const away = progress.state === 'away' || progress.state === 'left';
      change({ value, best, bytesUp: progress.bytesUp + bytes, state: away ? progress.state : standing() });
      emit({ kind: 'value', failure: failure ?? null, ...progress });
    },
  };
}
