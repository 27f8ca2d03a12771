/** One thing that is wrong with a file: where (`algorithm.localIterations`, `objective[2].lower`), and what it must be, with the value found. */
export interface Problem {
  /** Empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

/** `rounds: must be a whole number, at least 1; got 0`, one a line: what people are shown. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n');
}

/** A path from keys and list positions, written as people would: `objective[2].lower`. */
export function joinPath(base: string, keys: readonly PropertyKey[]): string {
  return keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`),
    base,
  );
}

/** A value as it is shown in a message: JSON, at most 60 characters. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = value === undefined ? 'nothing' : asJson(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    // A YAML anchor may refer to itself.
    return 'a value that contains itself';
  }
}
