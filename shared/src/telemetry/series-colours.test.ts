import { describe, expect, it } from 'vitest';
import { REPORT_STYLE } from './report-style.js';
import { SERIES_COLOURS, seriesColour } from './series-colours.js';

type Colour = readonly [number, number, number];

/** What an eye with a deficiency takes for red, green and blue (Machado, Oliveira & Fernandes 2009, severity 1), in linear light. */
const EYES: Readonly<Record<string, readonly Colour[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const TO_LMS: readonly Colour[] = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB: readonly Colour[] = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

function times(matrix: readonly Colour[], vector: Colour): Colour {
  const row = (at: number): number => matrix[at]!.reduce((sum, one, j) => sum + one * vector[j]!, 0);
  return [row(0), row(1), row(2)];
}

function linear(hex: string): Colour {
  const channel = (from: number): number => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function contrast(a: string, b: string): number {
  const [dark, light] = [a, b]
    .map((hex) => linear(hex))
    .map(([r, g, blue]) => 0.2126 * r + 0.7152 * g + 0.0722 * blue)
    .sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

function distance(a: string, b: string, eye: readonly Colour[]): number {
  const lab = (hex: string): Colour => {
    const seen = times(eye, linear(hex)).map((value) => Math.min(1, Math.max(0, value))) as unknown as Colour;
    return times(TO_LAB, times(TO_LMS, seen).map(Math.cbrt) as unknown as Colour);
  };
  const [x, y] = [lab(a), lab(b)];
  return Math.hypot(...x.map((value, at) => value - y[at]!));
}

describe.each([
  ['light', '#faf9f6'],
  ['dark', '#161715'],
] as const)('colours of series on %s paper', (theme, paper) => {
  const colours = SERIES_COLOURS.map((colour) => colour[theme]);

  it('stand off the paper that the report has, by 3:1', () => {
    expect(REPORT_STYLE).toContain(paper);
    for (const colour of colours) expect(contrast(colour, paper)).toBeGreaterThan(3);
  });

  it.each(Object.entries(EYES))('differ from one another to a %s eye', (_, eye) => {
    for (const [i, a] of colours.entries())
      for (const b of colours.slice(i + 1)) expect(distance(a, b, eye), `${a} and ${b}`).toBeGreaterThan(0.08);
  });
});

it('colours repeat after the last', () => {
  expect(seriesColour(SERIES_COLOURS.length)).toBe(seriesColour(0));
  expect(seriesColour(1)).toMatch(/^var\(--series-2,#/);
});
