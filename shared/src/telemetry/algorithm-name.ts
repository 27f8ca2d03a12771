/** A method's name for people: its kind, and under `auto` that of the method chosen, and of the one that took over from it. */
export function algorithmName(algorithm: { readonly kind: string; readonly [option: string]: unknown }, successor?: string): string {
  const { kind, method } = algorithm;
  if (kind !== 'auto' || method === null || typeof method !== 'object' || !('kind' in method)) return kind;
  return `auto (${String(method.kind)}${successor === undefined ? '' : `, then ${successor}`})`;
}
