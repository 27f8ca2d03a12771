import type { ReportTable } from './report-table.js';

/** A table as lines for a terminal: numbers to the right, `-` for what is not known, no space at the end of a line. */
export function textTable({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): string {
  const table = [
    columns.map(({ label }) => label),
    ...rows.map((row) => columns.map((_, column) => (row[column] ?? '-').replaceAll('\n', ' '))),
  ];
  const widths = columns.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) => {
      const cells = row.map((cell, column) =>
        columns[column]?.align === 'number' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      );
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}
