import { describe, expect, it } from 'vitest';
import { renderChart, type ChartOptions } from './chart-svg.js';

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
});
