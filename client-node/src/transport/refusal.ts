import type { ErrorMessage } from '@fedzoo/shared/protocol';

/** Why there is no connection: what the socket said, where Socket.IO says no more than that it had an error. */
export function reasonOfLoss(error: Error): string {
  const description: unknown = 'description' in error ? error.description : undefined;
  const said: unknown =
    typeof description === 'object' && description !== null && 'message' in description ? description.message : undefined;
  return typeof said === 'string' && said !== '' ? said : error.message;
}

/** The coordinator's own words in a connection error; undefined where the connection failed for another reason. */
export function readRefusal(error: Error): ErrorMessage | undefined {
  const data = 'data' in error ? error.data : undefined;
  if (typeof data !== 'object' || data === null || !('code' in data) || typeof data.code !== 'string') return undefined;
  const { field, text, retriable } = data as Partial<Record<keyof ErrorMessage, unknown>>;
  return {
    code: data.code,
    field: typeof field === 'string' ? field : '',
    text: typeof text === 'string' ? text : error.message,
    retriable: retriable === true,
  };
}
