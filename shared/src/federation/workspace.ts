import type { Workspace } from './client-half.js';

/** A workspace that keeps everything it made, for the life of a process or of a run. */
export function createWorkspace(): Workspace {
  const memo = new Map<string, unknown>();
  return {
    recall<Value>(key: string, make: () => Value): Value {
      // The key determines the type: each key is used with one `make`, so the cast cannot lie.
      if (!memo.has(key)) memo.set(key, make());
      return memo.get(key) as Value;
    },
  };
}
