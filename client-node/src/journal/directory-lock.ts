import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../user-error.js';

/**
 * Makes this process the only one that uses a data directory, until the function that is returned is called or the process ends. Two
 * agents that share a journal would each spend what the other has spent already. Throws `UserError`.
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, 'lock');
  const mine = describeProcess(process.pid);
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = readOwner(path);
    if (attempt > 0 || (owner !== undefined && isRunning(owner))) {
      throw new UserError(
        '--data',
        `${directory} is in use by process ${owner?.split(' ')[0] ?? 'unknown'}; end that process, or choose another directory`,
      );
    }
    removeIfThere(path);
  }
  return () => {
    if (readOwner(path) === mine) removeIfThere(path);
  };
}

/** Process id and, where the system tells it, when it started: after a restart the same id may be another program. */
function describeProcess(pid: number): string {
  const fields = processFields(pid);
  return fields === undefined ? String(pid) : `${pid} ${fields[19] ?? ''}`;
}

/** The fields of /proc/<pid>/stat from the state on: state first, start time twentieth. Undefined where the system has no such file. */
function processFields(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before them, in parentheses, may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function isRunning(owner: string): boolean {
  const pid = Number(owner.split(' ')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  // One that was killed and that nobody has collected yet still has its id.
  return describeProcess(pid) === owner && processFields(pid)?.[0] !== 'Z';
}

function readOwner(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
