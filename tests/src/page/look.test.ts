import type { ClientView, RoundRow, RunSummary } from '@fedzoo/shared/telemetry';
import { it } from 'vitest';
import { launchBrowser, screenshotPath } from '../support/browser.js';
import { startScripted } from '../support/scripted-coordinator.js';

const now = Date.now();
function summary(over: Partial<RunSummary>): RunSummary {
  return { id: 'run-a', name: 'quadratic', status: 'running', stopped: null, round: 12, rounds: 50, phase: 0, phases: 2, dimension: 300, algorithm: 'fzoos', value: { initial: -0.0025, best: -0.0187, final: -0.0186 }, queries: 12840, bytes: { up: 9_700_000, down: 12_400_000 }, seconds: 252, createdAtMs: now - 260_000, startedAtMs: now - 252_000, finishedAtMs: null, waiting: null, ...over };
}
function rows(count: number, sign: (r: number) => number): RoundRow[] {
  let best = Infinity;
  return Array.from({ length: count + 1 }, (_, round) => {
    const value = sign(round);
    best = Math.min(best, value);
    return { round, queries: round * 1070 + (round > 0 ? 100 : 0), value, best, bytesUp: round * 808_000, bytesDown: round * 1_030_000, seconds: round * 21, clients: 10 };
  });
}
const view = (n: number, over: Partial<ClientView> = {}): ClientView => ({ client: `hospital-${n}`, host: `edge-${n}`, label: 'tensorflow', weight: 1, state: 'working', lastSeenMs: now - 1000 * n, queries: 1284 + n, bytesUp: 970_000, bytesDown: 1_240_000, run: 'run-a', round: 13, ...over });

it('looks', async () => {
  const server = await startScripted('secret');
  const browser = await launchBrowser();
  try {
    for (const row of rows(12, (r) => -0.0187 + 0.0162 * Math.exp(-r / 3.5) + 0.0008 * Math.sin(r * 2.1))) server.addRow('run-a', row);
    for (const row of rows(31, (r) => 0.2 + 0.5 * Math.exp(-r / 9) + 0.02 * Math.sin(r * 1.3))) server.addRow('run-b', row);
    for (const row of rows(40, (r) => 3.1 + 14 * Math.exp(-r / 12) + 0.4 * Math.cos(r * 1.7))) server.addRow('run-c', row);
    server.setRun(summary({}));
    server.setRun(summary({ id: 'run-b', name: 'digits-macro-f1', round: 31, rounds: 60, phase: 1, dimension: 490, value: { initial: 0.7, best: 0.2187, final: 0.223 }, createdAtMs: now - 4_000_000, waiting: { reason: 'Waiting for 2 of 10 clients until the deadline in 41 s', clients: ['hospital-3', 'hospital-7'] } }));
    server.setRun(summary({ id: 'run-c', name: 'levy-heterogeneous', algorithm: 'fedzo', phases: 1, status: 'completed', stopped: 'rounds', round: 40, rounds: 40, value: { initial: 17.1, best: 3.41, final: 3.52 }, finishedAtMs: now - 7_200_000, createdAtMs: now - 9_000_000 }));
    server.setRun(summary({ id: 'run-d', name: 'robot-gait', status: 'waiting', round: 0, startedAtMs: null, dimension: 0, queries: 0, bytes: { up: 0, down: 0 }, value: { initial: null, best: null, final: null }, createdAtMs: now - 12_000_000, waiting: { reason: 'Needs 5 clients, 2 have joined', clients: [] } }));
    server.setClients(Array.from({ length: 14 }, (_, n) => view(n + 1, n === 6 ? { state: 'away', lastSeenMs: now - 420_000, run: null, round: null } : n > 9 ? { state: 'idle', run: null, round: null } : n > 4 ? { run: 'run-b', round: 32 } : {})));
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    const page = await context.newPage();
    page.on('console', (message) => console.log('console', message.text()));
    page.on('pageerror', (error) => console.log('error', error));
    await page.goto(server.url);
    await page.screenshot({ path: screenshotPath('look-token') });
    await page.goto(`${server.url}/#token=secret`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('robot-gait').waitFor();
    await page.screenshot({ path: screenshotPath('look-overview'), fullPage: true });
    await page.getByRole('link', { name: 'digits-macro-f1' }).first().click();
    await page.getByText('Settings').waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: screenshotPath('look-run'), fullPage: true });
    await page.getByText('log', { exact: true }).click();
    await page.getByText('bytes', { exact: true }).click();
    await page.getByText('Settings').click();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(300);
    await page.screenshot({ path: screenshotPath('look-run-dark'), fullPage: true });
    await page.getByRole('button', { name: 'Stop run' }).click();
    await page.waitForTimeout(300);
    await page.screenshot({ path: screenshotPath('look-stop') });
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(300);
    await page.screenshot({ path: screenshotPath('look-run-narrow-dark'), fullPage: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${server.url}/#/`);
    await page.getByText('robot-gait').waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: screenshotPath('look-overview-narrow'), fullPage: true });
    console.log('scroll width', await page.evaluate(() => document.documentElement.scrollWidth));
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${server.url}/#/new`);
    await page.getByText('Fill in an example').click();
    await page.screenshot({ path: screenshotPath('look-new') });
    await page.goto(`${server.url}/#/`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByText('robot-gait').waitFor();
    await page.screenshot({ path: screenshotPath('look-overview-dark'), fullPage: true });
  } finally {
    await browser.close();
    await server.close();
  }
});
