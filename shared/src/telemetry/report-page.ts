import { typographic } from './format.js';
import { escapeMarkup } from './markup.js';
import { REPORT_STYLE } from './report-style.js';

/** Label, figure, aside. */
export type HeadlineFigure = readonly [label: string, figure: string, aside: string];

/** One HTML file that needs nothing else and forbids itself scripts and any request. The body is markup; the title is escaped here. */
export function renderPage(title: string, body: readonly string[]): string {
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">' +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeMarkup(title)} · FedZoo</title>` +
    `<style>${REPORT_STYLE}</style></head><body><main>\n${body.join('\n')}\n</main></body></html>\n`
  );
}

/** The figures that matter most, in a row; the first is set off. */
export function headlineFigures(figures: readonly HeadlineFigure[]): string {
  const list = figures.map(([label, figure, aside], i) => {
    const first = i === 0 ? ' first' : '';
    return `<div><dt>${escapeMarkup(label)}</dt><dd class="figure${first}">${escapeMarkup(typographic(figure))}</dd><dd class="aside">${escapeMarkup(minusSigns(aside))}</dd></div>`;
  });
  return `<dl class="figures">${list.join('')}</dl>`;
}

/** Everything that was set, nested keys as `a.b`; a long list is cut. */
export function settingsTable(settings: Readonly<Record<string, unknown>>): string {
  const rows = flattenSettings(settings).map(([key, value]) => `<tr><td>${escapeMarkup(key)}</td><td>${escapeMarkup(value)}</td></tr>`);
  return `<div class="scroll"><table class="settings"><tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** Keys as `a.b` with their values as text. */
export function flattenSettings(settings: Readonly<Record<string, unknown>>): readonly (readonly [key: string, value: string])[] {
  return flatten(settings, '');
}

function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return entries.length === 0
      ? [[path, 'none']]
      : entries.flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`));
  }
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return [[path, text.length <= 400 ? text : `${text.slice(0, 399)}…`]];
}

/** A part of the page under its heading, with a note under that. */
export function section(title: string, content: string, note?: string): string {
  const under = note === undefined ? '' : `<p>${escapeMarkup(note)}</p>`;
  return `<section><h2>${escapeMarkup(title)}</h2>${under}${content}</section>`;
}

function minusSigns(sentence: string): string {
  return sentence.replaceAll(/(^|\s)-(?=\d)/g, '$1\u2212');
}
