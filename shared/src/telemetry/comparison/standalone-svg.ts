import { SERIES_COLOURS } from '../series-colours.js';

/** A chart as an SVG file of its own, with its colours and some margin, light or dark as the reader's system is. Sizes are the chart's. */
export function standaloneSvg(chart: string, { width, height }: { readonly width: number; readonly height: number }): string {
  const variables = (theme: 'light' | 'dark'): string =>
    SERIES_COLOURS.map((colour, place) => `--series-${place + 1}:${colour[theme]}`).join(';');
  const style =
    `svg{--paper:#faf9f6;--ink-soft:#59564f;--ink-faint:#716d64;--rule:#e3e0d8;--rule-strong:#c9c5ba;background:var(--paper);${variables('light')}}` +
    `@media(prefers-color-scheme:dark){svg{--paper:#161715;--ink-soft:#b0ada4;--ink-faint:#8f8c84;--rule:#30312e;--rule-strong:#474844;${variables('dark')}}}`;
  const frame = `viewBox="-24 -20 ${width + 48} ${height + 40}"`;
  return `${chart.replace(`viewBox="0 0 ${width} ${height}"`, frame).replace('>', `><style>${style}</style>`)}\n`;
}
