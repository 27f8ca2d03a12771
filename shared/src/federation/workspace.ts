/** A memo: `recall(key, make)` computes a value once. What it holds must be a function of its key and of public data or this client's. */
export interface Workspace {
  recall<Value>(key: string, make: () => Value): Value;
}

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
