import type { ClientView, RoundRow, RunSummary } from '@fedzoo/shared/telemetry';

/** What the coordinator's event stream tells, by event name. */
export interface FeedHandlers {
  readonly run: (run: RunSummary) => void;
  readonly round: (round: { readonly run: string; readonly row: RoundRow }) => void;
  readonly clients: (clients: readonly ClientView[]) => void;
  /** The stream is open: what was missed while it was not can be fetched now. */
  readonly opened: () => void;
  /** The stream broke; it is tried again after `retryInMs`. */
  readonly lost: (retryInMs: number) => void;
}

export interface EventFeed {
  close(): void;
  /** Tries again at once, for somebody who does not want to wait. */
  retry(): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/**
 * Listens to the event stream at `url` and heals it. An EventSource repeats a broken connection by itself but gives up for good on
 * an answer that is not a stream (a proxy's 502 while the coordinator restarts), so each break is followed by a new one of ours.
 */
export function openEventFeed(url: string, handlers: FeedHandlers): EventFeed {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let breaks = 0;

  function open(): void {
    timer = null;
    const opening = new EventSource(url);
    source = opening;
    opening.onopen = () => {
      breaks = 0;
      handlers.opened();
    };
    opening.onerror = () => {
      opening.close();
      const retryInMs = Math.min(FIRST_RETRY_MS * 2 ** breaks, LONGEST_RETRY_MS);
      breaks += 1;
      timer = setTimeout(open, retryInMs);
      handlers.lost(retryInMs);
    };
    opening.addEventListener('run', (event) => handlers.run(parse(event)));
    opening.addEventListener('round', (event) => handlers.round(parse(event)));
    opening.addEventListener('clients', (event) => handlers.clients(parse(event)));
  }

  function close(): void {
    source?.close();
    if (timer !== null) clearTimeout(timer);
  }

  open();
  return {
    close,
    retry() {
      close();
      open();
    },
  };
}

function parse<Payload>(event: MessageEvent<string>): Payload {
  return JSON.parse(event.data) as Payload;
}
