import { describe, expect, it } from 'vitest';
import { renderChart, type ChartOptions, type ChartSeries } from './chart-svg.js';

const options: ChartOptions = { title: 'F against queries', xLabel: 'queries', yLabel: 'F', yScale: 'linear', formatX: String };

describe('a chart', () => {
  it('draws one line a series, from left to right, with the greatest value on top', () => {
    const svg = renderChart(
      [
        {
          label: 'best',
          look: 'strong',
          points: [
            { x: 0, y: 3 },
            { x: 10, y: 1 },
            { x: 20, y: 2 },
          ],
        },
      ],
      options,
    );
    const line = /<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/.exec(svg)?.slice(1).map(Number);
    const [x0, y0, x1, y1, x2, y2] = line!;
    expect(x1! - x0!).toBeCloseTo(x2! - x1!, 0);
    expect(y0!).toBeLessThan(y2!);
    expect(y2!).toBeLessThan(y1!);
  });

  it('names its series, its axes and itself, escaped', () => {
    const svg = renderChart([{ label: '<b>&"', look: 'soft', points: [{ x: 0, y: 1 }] }], { ...options, title: 'a "quoted" <title>' });
    expect(svg).toContain('&lt;b&gt;&amp;&quot;');
    expect(svg).toContain('aria-label="a &quot;quoted&quot; &lt;title&gt;"');
    expect(svg).not.toContain('<b>');
    for (const label of ['queries', '>F<']) expect(svg).toContain(label);
  });

  it('says so where no value is known, and ignores points that are not finite', () => {
    expect(renderChart([], options)).toContain('No values are known');
    const svg = renderChart(
      [
        {
          label: 'a',
          look: 'strong',
          points: [
            { x: 0, y: Number.NaN },
            { x: 1, y: 2 },
            { x: 2, y: Infinity },
          ],
        },
      ],
      options,
    );
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('stays small however long the series', () => {
    const points = Array.from({ length: 200_000 }, (_, x) => ({ x, y: Math.cos(x) }));
    expect(renderChart([{ label: 'long', look: 'strong', points }], options).length).toBeLessThan(20_000);
  });

  describe('with a band', () => {
    const banded: ChartSeries = {
      label: 'a',
      look: { hue: 0 },
      points: [1, 10, 100].map((x) => ({ x, y: x })),
      band: [1, 10, 100].map((x) => ({ x, low: x / 2, high: x * 2 })),
    };
    const outline = (svg: string): number[][] =>
      /class="band" d="M([^Z]*)Z"/
        .exec(svg)![1]!
        .split('L')
        .map((corner) => corner.split(' ').map(Number));

    it('shades from the upper edge there to the lower edge back, and makes room for both', () => {
      const corners = outline(renderChart([banded], options));
      expect(corners).toHaveLength(6);
      expect(corners.map(([x]) => x)).toEqual([
        corners[0]![0],
        corners[1]![0],
        corners[2]![0],
        corners[2]![0],
        corners[1]![0],
        corners[0]![0],
      ]);
      for (const [i, j] of [
        [0, 5],
        [1, 4],
        [2, 3],
      ] as const)
        expect(corners[i]![1]!).toBeLessThan(corners[j]![1]!);
      for (const [x, y] of corners) expect(x! >= 0 && x! <= 520 && y! >= 0 && y! <= 320).toBe(true);
    });

    it('on log scales puts equal factors at equal distances, both ways', () => {
      const corners = outline(renderChart([banded], { ...options, xScale: 'log', yScale: 'log' }));
      const [a, b, c] = corners;
      expect(b![0]! - a![0]!).toBeCloseTo(c![0]! - b![0]!, 0);
      expect(a![1]! - b![1]!).toBeCloseTo(b![1]! - c![1]!, 0);
    });

    it('on a log scale draws what is not positive at its lower edge', () => {
      const touching = { ...banded, band: [...banded.band!, { x: 1000, low: 0, high: 3 }], points: [{ x: 0, y: 50 }, ...banded.points] };
      const svg = renderChart([touching], { ...options, xScale: 'log', yScale: 'log' });
      expect(svg).not.toMatch(/NaN|Infinity/);
      expect(Math.max(...outline(svg).map(([, y]) => y!))).toBeLessThanOrEqual(270);
    });

    it('of one place is none', () => {
      expect(renderChart([{ ...banded, band: banded.band!.slice(0, 1) }], options)).not.toContain('class="band"');
    });
  });

  it('gives every hue a colour and marks of its own, in the legend too', () => {
    const series = [0, 1, 2].map((hue): ChartSeries => ({
      label: `series ${hue}`,
      look: { hue },
      points: [0, 1].map((x) => ({ x, y: x + hue })),
    }));
    const marks = [...renderChart(series, options).matchAll(/class="mark" d="([^"]*)" style="fill:(var\(--series-\d)/g)];
    expect(new Set(marks.map(([, , colour]) => colour)).size).toBe(3);
    expect(marks.length).toBe(3 * 7);
    expect(renderChart(series, { ...options, legend: 'none' })).not.toContain('series 1<');
  });

  it('breaks a legend that is too long into rows inside the picture', () => {
    const series = Array.from({ length: 9 }, (_, hue): ChartSeries => ({
      label: `an experiment, ${hue}`,
      look: { hue },
      points: [{ x: 0, y: 1 }],
    }));
    const ends = [...renderChart(series, options).matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>an experiment/g)].map(
      (found) => Number(found[1]) + 16 * 7,
    );
    expect(ends).toHaveLength(9);
    expect(Math.max(...ends)).toBeLessThanOrEqual(520);
  });
});
