import type { ClientContext } from '../../client-half.js';

/**
 * What a process remembers of a client to save time, and nothing else: it may be another client's the next time. There are `most` of a
 * kind; beyond that clients take turns, and the one used longest ago changes hands.
 */
export function memoryOfClient<Memory>(
  { workspace, clientNumber }: ClientContext,
  { kind, most, make }: { readonly kind: string; readonly most: number; readonly make: () => Memory },
): Memory {
  const memories = workspace.recall(kind, () => new Map<number, Memory>());
  const oldest = memories.size >= most ? memories.keys().next().value : undefined;
  const reused = memories.get(clientNumber) ?? (oldest === undefined ? undefined : memories.get(oldest));
  if (oldest !== undefined && !memories.has(clientNumber)) memories.delete(oldest);
  const memory = reused ?? make();
  // A map keeps the order of insertion: what was used last goes to its end.
  memories.delete(clientNumber);
  memories.set(clientNumber, memory);
  return memory;
}
