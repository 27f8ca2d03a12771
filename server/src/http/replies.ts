import { FedZooError } from '@fedzoo/shared/errors';
import type { Problem } from '@fedzoo/shared/experiment';
import type { FastifyError, FastifyReply } from 'fastify';

/** The body of every answer that is not a success. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly problems?: readonly Problem[] };
}

const STATUS_OF_CODE: Readonly<Record<string, number>> = { 'unknown-run': 404, 'unknown-ledger': 404, conflict: 409, 'too-many-runs': 429 };

/** Codes of what Fastify finds wrong with a request before we see it. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid-request',
  404: 'not-found',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

export function errorBody(code: string, message: string, problems?: readonly Problem[]): ErrorBody {
  return { error: { code, message, ...(problems === undefined ? {} : { problems }) } };
}

/** Answers with an error: ours by their code, the framework's by their status; anything else is a defect, logged and not told. */
export function replyWithError(
  error: FastifyError | FedZooError,
  reply: FastifyReply,
  log: { error(details: object, text: string): void },
): void {
  const known = error instanceof FedZooError ? STATUS_OF_CODE[error.code] : undefined;
  if (known !== undefined) {
    void reply.code(known).send(errorBody(error.code, error.message));
    return;
  }
  const status = error instanceof FedZooError ? 500 : (error.statusCode ?? 500);
  if (status < 500) {
    void reply.code(status).send(errorBody(CODE_OF_STATUS[status] ?? 'invalid-request', error.message));
    return;
  }
  log.error({ error }, 'a request failed');
  void reply.code(500).send(errorBody('internal', 'the coordinator failed at this; its log says more'));
}

export function replyWithProblems(reply: FastifyReply, problems: readonly Problem[], what: string): void {
  const lines = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  void reply.code(400).send(errorBody('invalid-request', `${what} is not valid: ${lines.join('; ')}`, problems));
}
