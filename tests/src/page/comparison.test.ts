import { renderComparison, renderComparisonSvg, summarise, type ComparedRun } from '@fedzoo/shared/telemetry';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, takePicture } from '../support/browser.js';
import { openQuietPage } from '../support/quiet-page.js';

const OPTIMUM = -0.0247;
/** Decay a round, queries a round, bytes a round, round trips a round. */
const METHODS = { fzoos: [0.9, 535, 4.2e5, 2], fedzo: [0.985, 1050, 2.4e4, 1], 'shared-design': [0.78, 305, 2.9e3, 1] } as const;

const runs: readonly ComparedRun[] = Object.entries(METHODS).flatMap(([experiment, [decay, queries, bytes, trips]]) =>
  Array.from({ length: 5 }, (_, offset): ComparedRun => {
    const rows = Array.from({ length: Math.ceil(20_000 / queries) + 1 }, (_unused, round) => {
      const best = OPTIMUM + 3.4 * (decay + 0.004 * (offset - 2)) ** round + 1e-7;
      return {
        round,
        queries: round * queries,
        value: best,
        best,
        bytesUp: (round * bytes) / 2,
        bytesDown: (round * bytes) / 2,
        seconds: round,
        clients: 5,
      };
    });
    return { experiment, seed: 7 + offset, rows, trips: rows.map(({ round }) => round * trips), optimum: OPTIMUM };
  }),
);
const html = renderComparison({
  runs,
  summary: summarise(runs),
  kind: '3 experiments · 5 seeds (7 to 11) · 300 variables · 5 clients',
  command: 'npx fedzoo compare fzoos.yaml fedzo.yaml shared-design.yaml --seeds 5 --out fedzoo-runs/comparison',
  settings: {
    fzoos: { file: 'fzoos.yaml', rounds: 38, stop: { queries: 20_000 }, algorithm: { kind: 'fzoos', features: 10_000 } },
    fedzo: { file: 'fedzo.yaml', rounds: 20, stop: { queries: 20_000 }, algorithm: { kind: 'fedzo', localIterations: 10 } },
    'shared-design': { file: 'shared-design.yaml', rounds: 66, stop: { queries: 20_000 }, algorithm: { kind: 'gp-trust-region' } },
  },
  notes: [],
});

describe('the comparison in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it.each([
    ['light', 1180],
    ['dark', 1180],
    ['light', 390],
  ] as const)('in %s at %d pixels asks for nothing, complains of nothing, and fits its window', async (colorScheme, width) => {
    const { page, complaints } = await openQuietPage(browser, { colorScheme, width });
    await page.setContent(html);
    expect(complaints).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.getByRole('img', { name: /against (queries|bytes|round trips)/ }).count()).toBe(3);
    // A series has the colour of its variable, so that light and dark differ: nothing falls back to the colours of the file.
    const fill = await page
      .locator('svg.chart:visible path.band')
      .first()
      .evaluate((path) => getComputedStyle(path).fill);
    expect(fill).toBe(colorScheme === 'light' ? 'rgb(46, 145, 140)' : 'rgb(86, 243, 234)');
    await takePicture(page, `comparison-${colorScheme}-${width}`);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('as an SVG alone has its own paper in %s', async (colorScheme) => {
    const { page, complaints } = await openQuietPage(browser, { colorScheme, width: 1000 });
    await page.setContent(renderComparisonSvg(runs));
    expect(complaints).toEqual([]);
    const paper = await page.locator('svg').evaluate((svg) => getComputedStyle(svg).backgroundColor);
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(250, 249, 246)' : 'rgb(22, 23, 21)');
    await takePicture(page, `comparison-svg-${colorScheme}`, { clip: { x: 0, y: 0, width: 1000, height: 540 } });
    await page.close();
  });
});
