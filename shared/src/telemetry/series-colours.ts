/**
 * Colours of series that are compared, on light and on dark paper. Chosen so that each stands off its paper by a contrast of 3:1 and every
 * two differ to an eye with any of the colour deficiencies by 0.08 or more in OKLab; marks tell them apart where that is not enough.
 */
export const SERIES_COLOURS: readonly { readonly light: string; readonly dark: string }[] = [
  { light: '#2e918c', dark: '#56f3ea' },
  { light: '#8b320b', dark: '#c94c18' },
  { light: '#332492', dark: '#4f6bee' },
  { light: '#5f2644', dark: '#f28788' },
  { light: '#16587f', dark: '#67b0f9' },
  { light: '#7d40c8', dark: '#92689c' },
  { light: '#868604', dark: '#dfe044' },
  { light: '#965253', dark: '#f5b491' },
];

/** The colour of series `hue` (from 0; they repeat) as a CSS value: the variable of its place, or that on light paper. */
export function seriesColour(hue: number): string {
  const place = hue % SERIES_COLOURS.length;
  return `var(--series-${place + 1},${SERIES_COLOURS[place]!.light})`;
}

/** The variables, for a style sheet whose `color-scheme` is light or dark as the reader's system is. */
export const SERIES_STYLE = SERIES_COLOURS.map(({ light, dark }, place) => `--series-${place + 1}:light-dark(${light},${dark})`).join(';');
