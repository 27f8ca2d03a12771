import { renderReport, type RoundRow, type RunRecord } from '@fedzoo/shared/telemetry';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, takePicture } from '../support/browser.js';
import { openQuietPage } from '../support/quiet-page.js';

const rows: RoundRow[] = Array.from({ length: 51 }, (_, round) => {
  const value = 3.4 * 0.72 ** round - 0.02 + 0.002 * Math.sin(round * 1.7);
  return {
    round,
    queries: round * 535,
    value,
    best: null,
    bytesUp: round * 2.1e5,
    bytesDown: round * 2.1e5,
    seconds: round * 0.31,
    clients: round === 0 ? 0 : 5,
  };
}).map((row, _, all) => ({ ...row, best: Math.min(...all.slice(0, row.round + 1).map(({ value }) => value)) }));
const last = rows.at(-1)!;
const record: RunRecord = {
  name: 'quadratic',
  seed: 7,
  algorithm: { kind: 'fzoos', localIterations: 10, learningRate: 0.01, features: 10_000 },
  codec: { dtype: 'f64' },
  rounds: 50,
  queries: last.queries,
  observerQueries: 255,
  value: { initial: rows[0]!.value, best: last.best, final: last.value },
  finalX: Array<number>(300).fill(0.475),
  bytes: { up: last.bytesUp, down: last.bytesDown },
  seconds: last.seconds,
  stopped: 'rounds',
};
const html = renderReport(record, rows, {
  command: 'npx fedzoo simulate examples/quadratic.yaml --out runs/quadratic',
  settings: { clients: 5, rounds: 50 },
  lead: 'The published quadratic in 300 variables, five clients.',
  outcomes: { value: last.queries, infeasible: 0, failed: 0, timedOut: 0 },
  optimum: -0.0247,
  tables: [
    {
      title: 'Before and after',
      columns: [{ label: 'Client' }, { label: 'Before', align: 'number' }, { label: 'After', align: 'number' }],
      rows: [
        ['a', '0.61', '0.78'],
        ['All', '0.61', '0.78'],
      ],
      emphasis: { 1: 'strong' },
    },
  ],
});

describe('the report in a browser', () => {
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
    await takePicture(page, `report-${colorScheme}-${width}`);
    expect(complaints).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.locator('svg.chart').count()).toBe(4);
    expect(
      await page
        .getByRole('img', { name: /against queries/ })
        .first()
        .isVisible(),
    ).toBe(true);
    await page.close();
  });
});
