import { typographic } from './format.js';
import { markPath } from './chart-mark.js';
import { escapeMarkup } from './markup.js';
import { seriesColour } from './series-colours.js';

/** A table of a report. Cells are shown as they are given: format numbers first. */
export interface ReportTable {
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly { readonly label: string; readonly align?: 'text' | 'number' }[];
  /** One cell a column; null is shown as a dash. A second line of a cell is an aside, set small. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows to set off, by position: `strong` for a total, `mark` for one that stands out. */
  readonly emphasis?: Readonly<Record<number, 'strong' | 'mark'>>;
  /** Rows that a series of a chart stands for, by position: its hue, shown as its mark. */
  readonly hues?: Readonly<Record<number, number>>;
}

/** The table alone, escaped. */
export function renderTable({ columns, rows, emphasis = {}, hues = {} }: Omit<ReportTable, 'title'>): string {
  const className = (column: number): string => (columns[column]?.align === 'number' ? ' class="number"' : '');
  const head = columns.map(({ label }, i) => `<th scope="col"${className(i)}>${escapeMarkup(label)}</th>`).join('');
  const body = rows.map((row, r) => {
    const cells = columns
      .map((column, i) => `<td${className(i)}>${i === 0 ? swatch(hues[r]) : ''}${cellMarkup(row[i] ?? null, column.align)}</td>`)
      .join('');
    return `<tr${emphasis[r] === undefined ? '' : ` class="${emphasis[r]}"`}>${cells}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function cellMarkup(value: string | null, align: 'text' | 'number' | undefined): string {
  if (value === null) return '\u2013';
  const [figure = '', aside] = value.split('\n').map((line) => escapeMarkup(align === 'number' ? typographic(line) : line));
  return aside === undefined ? figure : `${figure}<br><small>${aside}</small>`;
}

function swatch(hue: number | undefined): string {
  if (hue === undefined) return '';
  const colour = seriesColour(hue);
  return (
    `<svg class="swatch" width="22" height="10" aria-hidden="true"><path d="M1 5h20" style="stroke:${colour};stroke-width:2"/>` +
    `<path d="${markPath(hue, { x: 11, y: 5, radius: 3.6 })}" style="fill:${colour}"/></svg>`
  );
}
