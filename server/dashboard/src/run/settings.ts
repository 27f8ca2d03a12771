/** A method's options as rows of a table; an option inside an option is named by its path, as in the experiment file. */
export function settingsRows(
  options: Readonly<Record<string, unknown>>,
  path = 'algorithm',
): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const name = `${path}.${key}`;
    if (isRecord(value)) return settingsRows(value, name);
    return [{ name, value: typeof value === 'string' ? value : JSON.stringify(value) }];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
