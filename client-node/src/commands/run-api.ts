import type { RoundRow, RunSummary, StopReason } from '@fedzoo/shared/telemetry';
import { FedZooError } from '@fedzoo/shared/errors';
import { formatProblems, type Problem } from '@fedzoo/shared/experiment';
import { checkServerUrl } from '../agent/create-agent.js';
import { messageOf } from '../objectives/data-file.js';
import { UserError } from '../user-error.js';

/** The runs of a coordinator, over its HTTP API. Every function throws `UserError` where the URL, the token or the run is at fault. */
export interface RunApi {
  submit(experiment: unknown): Promise<RunSummary>;
  list(): Promise<readonly RunSummary[]>;
  show(run: string): Promise<RunSummary>;
  /** Rows from a round on; with their iterates where they are asked for. */
  rounds(run: string, from: number, wanted?: { readonly iterates: boolean }): Promise<readonly RoundRow[]>;
  stop(run: string, reason?: StopReason): Promise<RunSummary>;
  /** Lets a stepwise run begin its next round. */
  advance(run: string): Promise<RunSummary>;
  /** The ledger of a data set, a JSON line an entry. */
  ledger(dataSet: string): Promise<string>;
  /** The open event stream of a run. */
  events(run: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

export interface RunApiOptions {
  readonly server: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

export function createRunApi({ server, token, signal }: RunApiOptions): RunApi {
  checkServerUrl(server);

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) };
    let response: Response;
    try {
      response = await fetch(new URL(path, server), { signal, ...init, headers });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw new UserError(
        '--server',
        `${server} cannot be reached (${reasonOf(error)}); start a coordinator with fedzoo server, or correct the URL`,
        { cause: error },
      );
    }
    if (!response.ok) throw await readFailure(response, { path, server });
    return response;
  }

  async function take<Field>(field: string, path: string, init?: RequestInit): Promise<Field> {
    const body: unknown = await (await request(path, init)).json();
    if (typeof body !== 'object' || body === null || !(field in body))
      throw new FedZooError('bad-answer', `${server}${path} answered without "${field}"; is it a FedZoo coordinator of this version?`);
    return (body as Record<string, unknown>)[field] as Field;
  }

  const at = (run: string): string => `/api/runs/${encodeURIComponent(run)}`;
  return {
    submit: (experiment) => take('run', '/api/runs', { method: 'POST', body: JSON.stringify(experiment) }),
    list: () => take('runs', '/api/runs'),
    show: (run) => take('run', at(run)),
    rounds: (run, from, wanted) => take('rounds', `${at(run)}/rounds?from=${from}${wanted?.iterates === true ? '&iterates=true' : ''}`),
    stop: (run, reason = 'operator') => take('run', `${at(run)}/stop`, { method: 'POST', body: JSON.stringify({ reason }) }),
    advance: (run) => take('run', `${at(run)}/advance`, { method: 'POST', body: '{}' }),
    ledger: async (dataSet) => (await request(`/api/ledgers/${encodeURIComponent(dataSet)}`)).text(),
    async events(run, until) {
      const response = await request(`/api/events?run=${encodeURIComponent(run)}`, { signal: until });
      if (response.body === null) throw new FedZooError('bad-answer', `${server} answered with an empty event stream`);
      return response.body;
    },
  };
}

interface FailureBody {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly problems?: readonly Problem[];
}

async function readFailure(response: Response, { path, server }: { path: string; server: string }): Promise<FedZooError> {
  const body: unknown = await response.json().catch(() => undefined);
  const error: FailureBody = typeof body === 'object' && body !== null && 'error' in body ? (body.error as FailureBody) : {};
  const message = typeof error.message === 'string' ? error.message : `HTTP ${response.status}`;
  if (response.status === 401 || response.status === 403)
    return new UserError('--token', `${server} refuses it; give the admin token that the coordinator printed (or set FEDZOO_ADMIN_TOKEN)`);
  if (response.status >= 500) return new FedZooError('coordinator-failure', `${server}${path}: ${message}`);
  if (Array.isArray(error.problems) && error.problems.length > 0)
    return new UserError('FILE', `the experiment is refused:\n${formatProblems(error.problems)}`);
  if (response.status === 404) return new UserError('RUN', `${message.replace(/^run: /, '')} (fedzoo run list shows those of ${server})`);
  return new UserError(path, message);
}

/** fetch hides what happened in the cause of its error. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return messageOf(error);
}
