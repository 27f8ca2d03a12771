import { readFileSync } from 'node:fs';

type Cell = number | string | null;

/** One entry of a section of the reference vectors. */
export interface Entry {
  readonly number: (column: string) => number;
  readonly text: (column: string) => string;
  readonly known: (column: string) => boolean;
}

/** The entries of a section of a fixture file. */
export function entriesOf(file: string, section: string): readonly Entry[] {
  const fixture = JSON.parse(readFileSync(new URL(`fixtures/${file}.json`, import.meta.url), 'utf8')) as Record<
    string,
    { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  >;
  const table = fixture[section];
  if (table === undefined) throw new Error(`${file}.json has no section ${section}`);
  return table.rows.map((row) => {
    const at = (column: string): Cell => {
      const index = table.columns.indexOf(column);
      if (index < 0) throw new Error(`section ${section} has no column ${column}`);
      return row[index] ?? null;
    };
    return { number: (column) => Number(at(column)), text: (column) => String(at(column)), known: (column) => at(column) !== null };
  });
}
