import type { ClientView, RoundRow, RunSummary } from '@fedzoo/shared/telemetry';

/** One problem of a submitted experiment: where it is and what to change. */
export interface ExperimentProblem {
  readonly path: string;
  readonly message: string;
}

/** The coordinator answered, and it said no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly code: string;
  readonly problems: readonly ExperimentProblem[];

  constructor(status: number, answer: { code: string; message: string; problems?: readonly ExperimentProblem[] }) {
    super(answer.message);
    this.status = status;
    this.code = answer.code;
    this.problems = answer.problems ?? [];
  }
}

/** The coordinator did not answer at all. */
class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export interface RunDetail {
  readonly run: RunSummary;
  /** The experiment's plan with every option resolved; `algorithm` holds the method and its options. */
  readonly plan: { readonly seed: number; readonly dtype: string; readonly algorithm: Readonly<Record<string, unknown>> };
  readonly clients: readonly ClientView[];
}

/** What the ledger of a data set says; one that cannot be read says why. */
export type ListedLedger = LedgerAccount | { readonly dataSet: string; readonly problem: string };

interface LedgerAccount {
  readonly dataSet: string;
  readonly unit: 'record' | 'client';
  readonly relation: 'add-remove' | 'replace-one';
  readonly trust: 'central' | 'local';
  readonly budget: { readonly epsilon: number; readonly delta: number };
  /** ε spent, at the δ of the budget. */
  readonly epsilon: number;
  /** Releases that were charged; those of them that were published. */
  readonly releases: number;
  readonly published: number;
}

/** The coordinator's public HTTP API, as far as the page needs it. Every call rejects with `RefusedError` or `UnreachableError`. */
export interface CoordinatorApi {
  listRuns(): Promise<readonly RunSummary[]>;
  showRun(run: string): Promise<RunDetail>;
  /** Rows from round `from` on. */
  listRounds(run: string, from: number): Promise<readonly RoundRow[]>;
  submitRun(experiment: unknown): Promise<RunSummary>;
  stopRun(run: string): Promise<RunSummary>;
  /** Lets a stepwise run go on to its next round. */
  advanceRun(run: string): Promise<RunSummary>;
  listLedgers(): Promise<readonly ListedLedger[]>;
  /** The entries of a data set's ledger, a JSON line each. */
  ledgerText(dataSet: string): Promise<string>;
  /** The address of the event stream; it carries the token, because an EventSource cannot send a header. */
  readonly eventsUrl: string;
}

export function createCoordinatorApi(token: string): CoordinatorApi {
  const ask = createAsk(token);
  const request = async <Answer>(...asked: Parameters<Ask>): Promise<Answer> => (await (await ask(...asked)).json()) as Answer;
  const path = (run: string) => `api/runs/${encodeURIComponent(run)}`;
  return {
    async listRuns() {
      return (await request<{ runs: readonly RunSummary[] }>('GET', 'api/runs')).runs;
    },
    async showRun(run) {
      return await request<RunDetail>('GET', path(run));
    },
    async listRounds(run, from) {
      return (await request<{ rounds: readonly RoundRow[] }>('GET', `${path(run)}/rounds?from=${from}`)).rounds;
    },
    async submitRun(experiment) {
      return (await request<{ run: RunSummary }>('POST', 'api/runs', experiment)).run;
    },
    async stopRun(run) {
      return (await request<{ run: RunSummary }>('POST', `${path(run)}/stop`, { reason: 'operator' })).run;
    },
    async advanceRun(run) {
      return (await request<{ run: RunSummary }>('POST', `${path(run)}/advance`, {})).run;
    },
    async listLedgers() {
      return (await request<{ ledgers: readonly ListedLedger[] }>('GET', 'api/ledgers')).ledgers;
    },
    async ledgerText(dataSet) {
      return await (await ask('GET', `api/ledgers/${encodeURIComponent(dataSet)}`)).text();
    },
    eventsUrl: `api/events?token=${encodeURIComponent(token)}`,
  };
}

type Ask = (method: 'GET' | 'POST', url: string, body?: unknown) => Promise<Response>;

/** Asks with the token; what is no success is a `RefusedError`. */
function createAsk(token: string): Ask {
  return async (method, url, body) => {
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: 'no-store',
    }).catch((cause: unknown) => {
      throw new UnreachableError('The coordinator does not answer.', { cause });
    });
    if (answer.ok) return answer;
    throw new RefusedError(answer.status, errorOf(await answer.json().catch(() => null), answer.status));
  };
}

/** What is between us and the coordinator may answer in its own words; then the status has to do. */
function errorOf(answer: unknown, status: number): { code: string; message: string; problems?: readonly ExperimentProblem[] } {
  const error = (answer as { error?: { code?: unknown; message?: unknown; problems?: unknown } } | null)?.error;
  if (typeof error?.message !== 'string') return { code: 'unknown', message: `The coordinator answered with status ${status}.` };
  return {
    code: typeof error.code === 'string' ? error.code : 'unknown',
    message: error.message,
    ...(Array.isArray(error.problems) ? { problems: error.problems as readonly ExperimentProblem[] } : {}),
  };
}
