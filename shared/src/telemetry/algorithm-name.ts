/** A method's name for people: its kind, and under `auto` that of the method chosen. */
export function algorithmName(algorithm: { readonly kind: string; readonly [option: string]: unknown }): string {
  const { kind, method } = algorithm;
  if (kind !== 'auto' || method === null || typeof method !== 'object' || !('kind' in method)) return kind;
  return `auto (${String(method.kind)})`;
}
