import type { ErrorMessage } from '@fedzoo/shared/protocol';

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
