import { FedZooError } from '@fedzoo/shared/errors';

/** Work was given up before it ended: the agent closes, or the coordinator went on without it. */
export class AbandonedError extends FedZooError {
  override readonly name = 'AbandonedError';

  constructor(why: string) {
    super('abandoned', why);
  }
}

/**
 * Lets work in as long as what is inside costs at most `limit` together, in the order in which it came, and none while it is closed.
 * What alone costs more than the limit has its turn when nothing else is inside.
 */
export interface Admission {
  /** Resolves with the function to call at the end; rejects with the signal's reason if that comes first. @default cost 1 */
  enter(signal: AbortSignal, cost?: number): Promise<() => void>;
  close(): void;
  open(): void;
}

interface Waiting {
  readonly cost: number;
  admit(): void;
}

export function createAdmission(limit: number): Admission {
  /** In order of arrival. */
  const queue = new Set<Waiting>();
  let inside = 0;
  let isOpen = true;

  const fits = (cost: number): boolean => isOpen && (inside === 0 || inside + cost <= limit);
  const take = (cost: number): (() => void) => {
    inside += cost;
    return () => {
      inside -= cost;
      admitNext();
    };
  };
  const admitNext = (): void => {
    for (const waiting of queue) {
      if (!fits(waiting.cost)) return;
      queue.delete(waiting);
      waiting.admit();
    }
  };

  return {
    async enter(signal, cost = 1) {
      signal.throwIfAborted();
      if (queue.size === 0 && fits(cost)) return take(cost);
      return await new Promise((resolve, reject) => {
        const waiting: Waiting = {
          cost,
          admit() {
            signal.removeEventListener('abort', giveUp);
            resolve(take(cost));
          },
        };
        const giveUp = (): void => {
          queue.delete(waiting);
          reject(signal.reason as Error);
          admitNext();
        };
        signal.addEventListener('abort', giveUp, { once: true });
        queue.add(waiting);
      });
    },
    close() {
      isOpen = false;
    },
    open() {
      isOpen = true;
      admitNext();
    },
  };
}
