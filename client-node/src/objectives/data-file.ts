import { readFile } from 'node:fs/promises';
import { UserError } from '../user-error.js';

/** The JSON of a user's file. Throws `UserError` that names the field the path stood in. */
export async function readJsonFile(path: string, field: string): Promise<unknown> {
  const text = (await readUserFile(path, field)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UserError(field, `${path} is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** The bytes of a user's file. Throws `UserError` that names the field the path stood in, and why the file cannot be read. */
export async function readUserFile(path: string, field: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UserError(field, `${path} cannot be read (${reasonOf(error)})`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file; a path in a file counts from the folder of that file';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EISDIR') return 'it is a directory';
  return messageOf(error);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
