import { FedZooError } from '@fedzoo/shared/errors';

/** Work was given up before it ended: the agent closes, or the coordinator went on without it. */
export class AbandonedError extends FedZooError {
  override readonly name = 'AbandonedError';

  constructor(why: string) {
    super('abandoned', why);
  }
}

/** Lets at most `limit` in at a time, in the order in which they came, and nobody while it is closed. */
export interface Admission {
  /** Resolves with the function to call at the end; rejects with the signal's reason if that comes first. */
  enter(signal: AbortSignal): Promise<() => void>;
  close(): void;
  open(): void;
  isOpen(): boolean;
}

export function createAdmission(limit: number): Admission {
  /** In order of arrival. */
  const waiting = new Set<() => void>();
  let inside = 0;
  let isOpen = true;

  const leave = (): void => {
    inside -= 1;
    admitNext();
  };
  const admitNext = (): void => {
    for (const admit of waiting) {
      if (!isOpen || inside >= limit) return;
      waiting.delete(admit);
      inside += 1;
      admit();
    }
  };

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (isOpen && inside < limit && waiting.size === 0) {
        inside += 1;
        return leave;
      }
      return await new Promise((resolve, reject) => {
        const admit = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(leave);
        };
        const giveUp = (): void => {
          waiting.delete(admit);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.add(admit);
      });
    },
    close() {
      isOpen = false;
    },
    open() {
      isOpen = true;
      admitNext();
    },
    isOpen: () => isOpen,
  };
}
