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

const privateHtml = renderReport(
  {
    ...record,
    name: 'ward-notes',
    algorithm: { kind: 'zo-diff2', directions: 20, learningRate: 0.1 },
    value: { initial: null, best: null, final: null },
    privacy: { epsilon: 2.9987, delta: 1e-6, unit: 'record', relation: 'add-remove', trust: 'central', releases: 50 },
  },
  rows.map((row) => ({ ...row, value: null, best: null })),
  {
    command: 'npx fedzoo simulate ward.yaml --out runs/ward',
    settings: { clients: 5, rounds: 50 },
    privacy: {
      epsilon: 3,
      dataSet: 'ward 7',
      budget: 8,
      members: 10_000,
      clip: { restart: 1, difference: 4 },
      restart: 10,
      noise: { restart: 7.2, difference: 21.5 },
    },
  },
);

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

  it.each([
    ['light', 1180],
    ['dark', 390],
  ] as const)(
    'of a private run, in %s at %d pixels, has no curve, and says what was released with how much noise',
    async (colorScheme, width) => {
      const { page, complaints } = await openQuietPage(browser, { colorScheme, width });
      await page.setContent(privateHtml);
      await takePicture(page, `report-private-${colorScheme}-${width}`, { fullPage: true });
      expect(complaints).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await page.locator('svg.chart').count()).toBe(0);
      // m·C and that by n: 7.2 · 1 and 21.5 · 4 per unit of the way; 5 whole releases of 50, every tenth.
      const cells = async (kind: string) =>
        (await page.getByRole('row').filter({ hasText: kind }).getByRole('cell').allTextContents()).map((cell) =>
          cell.replaceAll('\u00a0', ' '),
        );
      expect(await cells('whole')).toEqual(['whole', '5', '1.00', '7.20', '7.20', '0.000720']);
      expect(await cells('change')).toEqual(['change', '45', '4.00 · ‖Δx‖', '21.5', '86.0 · ‖Δx‖', '0.00860 · ‖Δx‖']);
      await page.getByText('ε = 3 of 3 promised for this run, at δ = 1e-6').waitFor();
      expect(await page.getByRole('columnheader', { name: 'F at the iterate' }).count()).toBe(0);
      await page.close();
    },
  );
});
