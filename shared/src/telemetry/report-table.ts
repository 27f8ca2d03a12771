import { typographic } from './format.js';
import { escapeMarkup } from './markup.js';

/** A table of a report. Cells are shown as they are given: format numbers first. */
export interface ReportTable {
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly { readonly label: string; readonly align?: 'text' | 'number' }[];
  /** One cell a column; null is shown as a dash. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows to set off, by position: `strong` for a total, `mark` for one that stands out. */
  readonly emphasis?: Readonly<Record<number, 'strong' | 'mark'>>;
}

/** The table alone, escaped. */
export function renderTable({ columns, rows, emphasis = {} }: Omit<ReportTable, 'title'>): string {
  const className = (column: number): string => (columns[column]?.align === 'number' ? ' class="number"' : '');
  const head = columns.map(({ label }, i) => `<th scope="col"${className(i)}>${escapeMarkup(label)}</th>`).join('');
  const body = rows.map((row, r) => {
    const cells = columns.map((column, i) => `<td${className(i)}>${escapeMarkup(cell(row[i] ?? null, column.align))}</td>`).join('');
    return `<tr${emphasis[r] === undefined ? '' : ` class="${emphasis[r]}"`}>${cells}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function cell(value: string | null, align: 'text' | 'number' | undefined): string {
  if (value === null) return '\u2013';
  return align === 'number' ? typographic(value) : value;
}
