/**
 * The coordinator's page in a real Chromium, against a real coordinator whose clients evaluate for real. Not covered: other browsers, a
 * proxy between the two, the pixels of the curve (its numbers are, through what is written above it).
 */
import { createServer, type AddressInfo } from 'node:net';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '@fedzoo/shared/telemetry';
import { startFixture, type Fixture } from '../server/coordinator-fixture.js';
import { launchBrowser, screenshotPath } from '../support/browser.js';
import { ensureBuilt } from '../support/built.js';
import { openPage, stickingOut, type OpenedPage, type PageOptions } from './opened-page.js';

let browser: Browser;
let fixture: Fixture;
const pages: OpenedPage[] = [];

beforeAll(async () => {
  ensureBuilt();
  browser = await launchBrowser();
});

afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  await fixture.close();
});

afterAll(() => browser.close());

async function open(options: Partial<PageOptions> = {}): Promise<OpenedPage> {
  const opened = await openPage(browser, { url: fixture.coordinator.url, token: fixture.coordinator.adminToken, ...options });
  pages.push(opened);
  return opened;
}

/** Lets a stepwise run make `rounds` rounds. */
async function advance(run: string, rounds: number): Promise<RunSummary> {
  await fixture.untilRun(run, ({ status }) => status === 'paused');
  for (let round = 1; round <= rounds; round += 1) {
    await fixture.api('POST', `/api/runs/${run}/advance`);
    await fixture.untilRun(run, (summary) => summary.round === round && summary.status !== 'running');
  }
  return await fixture.run(run);
}

const STEPWISE = { participation: { minimumClients: 2, stepwise: true } };

describe('the token', () => {
  it('is asked for when the address has none, and the page says when it is not the right one', async () => {
    fixture = await startFixture();
    const { page } = await openPageWithoutToken();
    await page.getByLabel('Admin token').fill('not-it');
    await page.keyboard.press('Enter');
    await expectText(page.getByRole('alert'), 'does not accept that token');
    await page.screenshot({ path: screenshotPath('page-token') });
    await page.getByLabel('Admin token').fill(fixture.coordinator.adminToken);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
  });

  it('is taken out of the address and kept for this tab', async () => {
    fixture = await startFixture();
    const { page, complaints } = await open();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(page.url()).not.toContain(fixture.coordinator.adminToken);
    await page.reload();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('an empty coordinator', () => {
  it('says how a client joins and how a run is submitted, with commands that hold its own address', async () => {
    fixture = await startFixture();
    const { page } = await open();
    await page.getByText(`npx fedzoo agent --server ${fixture.coordinator.url} --join`).waitFor();
    await page.getByText(`npx fedzoo run submit experiment.yaml --server ${fixture.coordinator.url}`).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Nothing is running, no client is here.');
    await page.screenshot({ path: screenshotPath('page-empty'), fullPage: true });
  });
});

describe('a run', () => {
  it('is submitted from pasted YAML; what is wrong with it is told by path', async () => {
    fixture = await startFixture();
    const { page, complaints } = await open();
    await page.getByRole('link', { name: 'New run' }).click();
    await page
      .getByLabel('Experiment')
      .fill('name: pasted\nseed: 7\nobjective: { kind: remote }\nalgorithm: { kind: fedzo, directions: 0 }\nrounds: 4\n');
    await page.getByRole('button', { name: 'Submit run' }).click();
    await expectText(page.getByRole('alert'), 'algorithm.directions');
    await page.screenshot({ path: screenshotPath('page-submit-problem') });
    await page.getByRole('button', { name: 'Fill in an example' }).click();
    await page.getByRole('button', { name: 'Submit run' }).click();
    await page.getByRole('heading', { name: 'first-run', level: 1 }).waitFor();
    await expectText(page.getByRole('status').filter({ hasText: 'clients' }), 'Needs 2 clients of one dimension to start; 0 joined.');
    expect((await fixture.api('GET', '/api/runs')).body.runs.map(({ name }) => name)).toEqual(['first-run']);
    expect(complaints).toEqual([]);
  });

  it('appears in the list and moves with its rounds, without a reload', async () => {
    fixture = await startFixture();
    await fixture.host(['edge-0', 'edge-5', 'edge-9'], { hostName: 'workshop' });
    const { page, complaints } = await open();
    await page.getByText('No run yet').waitFor();
    const { id } = await fixture.submit({ name: 'quadratic', rounds: 30, ...STEPWISE });
    await page.getByRole('link', { name: 'quadratic' }).waitFor();
    await page.getByRole('link', { name: 'quadratic' }).click();
    await page.getByRole('button', { name: 'Run the next round' }).click();
    await page.getByText(/\b1 of 30 rounds/).waitFor();
    const summary = await advanceFrom(id, 1, 11);
    await page.getByText('12 of 30 rounds').waitFor();
    await expectText(page.locator('dl').first(), summary.queries.toLocaleString('en'));
    await page.getByText('edge-9').waitFor();
    await page.mouse.move(0, 0);
    await page.screenshot({ path: screenshotPath('page-run'), fullPage: true });
    await page.getByText('numbers behind the curve').click();
    await expect.poll(() => page.locator('details tbody tr').count()).toBe(13);
    expect(complaints).toEqual([]);
  });

  it('can be looked at by queries, bytes or rounds, on a logarithmic scale too', async () => {
    fixture = await startFixture();
    await fixture.host(['a-0', 'a-9']);
    const { id } = await fixture.submit({ name: 'scales', rounds: 30, ...STEPWISE });
    await advance(id, 8);
    const { page, complaints } = await open({ colours: 'dark' });
    await page.getByRole('link', { name: 'scales' }).click();
    for (const axis of ['bytes', 'rounds', 'queries']) {
      await page.getByText(axis, { exact: true }).click();
      expect(await page.getByRole('radio', { name: axis }).isChecked()).toBe(true);
    }
    await page.getByText('log', { exact: true }).click();
    expect(await page.getByRole('radio', { name: 'log' }).isChecked()).toBe(true);
    expect(await page.locator('canvas').count()).toBe(1);
    await page.screenshot({ path: screenshotPath('page-run-dark'), fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('says whom its round waits for', async () => {
    fixture = await startFixture();
    await fixture.host(['quick-0', 'quick-1']);
    const slow = await fixture.host(['slow-7'], { deliver: () => undefined });
    const { page } = await open();
    await fixture.submit({ name: 'held-up', participation: { minimumClients: 3 } });
    await slow.until(({ tasks }) => tasks.length > 0);
    const reason = page.getByText('Round 1: 2 of 3 contributions are in; it waits for all. Waiting for slow-7.');
    await reason.waitFor();
    await page.screenshot({ path: screenshotPath('page-waiting'), fullPage: true });
    await page.getByRole('link', { name: 'held-up' }).first().click();
    await page.getByText('Waiting for slow-7', { exact: true }).waitFor();
  });

  it('is stopped only after a question, whose harmless answer has the focus', async () => {
    fixture = await startFixture();
    await fixture.host(['b-0', 'b-9']);
    const { id } = await fixture.submit({ name: 'stoppable', rounds: 30, ...STEPWISE });
    await advance(id, 2);
    const { page } = await open();
    await page.getByRole('link', { name: 'stoppable' }).click();
    await page.getByRole('button', { name: 'Stop run' }).click();
    await page.screenshot({ path: screenshotPath('page-stop') });
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect((await fixture.run(id)).status).toBe('paused');
    await page.getByRole('button', { name: 'Stop run' }).click();
    await page.getByRole('button', { name: 'Stop the run' }).click();
    await page.getByText('stopped by hand').waitFor();
    expect(await fixture.run(id)).toMatchObject({ status: 'stopped', stopped: 'operator' });
    expect(await page.getByRole('button', { name: 'Stop run' }).count()).toBe(0);
  });

  it('that does not exist is said not to', async () => {
    fixture = await startFixture();
    const { page } = await open();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.evaluate(() => {
      location.hash = '#/runs/nobody';
    });
    await page.getByRole('heading', { name: 'This coordinator has no run “nobody”' }).waitFor();
  });
});

describe('the page', () => {
  it('says when the coordinator is gone, and heals by itself when it is back', async () => {
    fixture = await startFixture({ port: await freePort() });
    await fixture.host(['c-0', 'c-9']);
    const { id } = await fixture.submit({ name: 'survivor', rounds: 30, ...STEPWISE });
    await advance(id, 1);
    const { page } = await open();
    await page.getByRole('link', { name: 'survivor' }).click();
    await page.getByText(/\b1 of 30 rounds/).waitFor();
    const lost = page
      .getByText('The coordinator does not answer.')
      .waitFor()
      .then(() => page.screenshot({ path: screenshotPath('page-lost') }));
    await Promise.all([lost, fixture.restart()]);
    await page.getByText('The coordinator does not answer.').waitFor({ state: 'hidden' });
    await expectText(page.getByRole('banner'), 'Live');
    await fixture.host(['c-0', 'c-9']);
    await fixture.untilRun(id, ({ status }) => status === 'paused');
    await page.getByRole('button', { name: 'Run the next round' }).click();
    await page.getByText(/\b2 of 30 rounds/).waitFor();
  });

  it('never needs to be scrolled sideways, down to a width of 320 pixels', async () => {
    fixture = await startFixture();
    await fixture.host(['a-client-with-a-rather-long-name-that-somebody-made-up-0', 'd-9']);
    const { id } = await fixture.submit({ name: 'a-run-with-a-rather-long-name-that-somebody-made-up', rounds: 30, ...STEPWISE });
    await advance(id, 5);
    for (const width of [390, 320]) {
      const { page } = await open({ width, height: 844 });
      await page.getByRole('link', { name: 'a-run-with' }).first().waitFor();
      expect(await stickingOut(page), `list at ${width}`).toEqual([]);
      await page.screenshot({ path: screenshotPath(`page-narrow-list-${width}`), fullPage: true });
      await page.getByRole('link', { name: 'a-run-with' }).first().click();
      await page.getByText('5 of 30 rounds').waitFor();
      await page.getByText('numbers behind the curve').click();
      await page.getByText('every option').click();
      expect(await stickingOut(page), `run at ${width}`).toEqual([]);
      await page.screenshot({ path: screenshotPath(`page-narrow-run-${width}`), fullPage: true });
      await page.getByRole('button', { name: 'Stop run' }).click();
      expect(await stickingOut(page), `question at ${width}`).toEqual([]);
    }
  });

  it('can be used with the keyboard alone', async () => {
    fixture = await startFixture();
    await fixture.host(['e-0', 'e-9']);
    const { id } = await fixture.submit({ name: 'by-keyboard', rounds: 30, ...STEPWISE });
    await advance(id, 1);
    const { page } = await open();
    await page.getByRole('link', { name: 'by-keyboard' }).first().waitFor();
    await tabTo(page.getByRole('link', { name: 'by-keyboard' }).first());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'by-keyboard', level: 1 }).waitFor();
    await tabTo(page.getByRole('radio', { name: 'queries' }));
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'bytes' }).isChecked()).toBe(true);
    await tabTo(page.getByRole('button', { name: 'Stop run' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect((await fixture.run(id)).status).toBe('paused');
  });

  it('shows a few of many clients, and finds any', async () => {
    fixture = await startFixture();
    await fixture.host(Array.from({ length: 300 }, (_, index) => `sensor-${index}`));
    const { page } = await open();
    await page.getByText('300 idle').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(25);
    await page.getByRole('searchbox').fill('sensor-299');
    await page.getByRole('row', { name: 'sensor-299' }).waitFor();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  });

  it('remembers that somebody wants it dark', async () => {
    fixture = await startFixture();
    const { page } = await open();
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    const light = await paper();
    const button = page.getByRole('button', { name: 'Colours' });
    await button.click();
    await button.click();
    expect(await paper()).not.toBe(light);
    const dark = await paper();
    await page.reload();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(await paper()).toBe(dark);
  });
});

async function openPageWithoutToken(): Promise<OpenedPage> {
  const opened = await openPage(browser, { url: fixture.coordinator.url });
  pages.push(opened);
  return opened;
}

async function advanceFrom(run: string, from: number, rounds: number): Promise<RunSummary> {
  await fixture.untilRun(run, ({ round, status }) => round === from && status === 'paused');
  for (let round = from + 1; round <= from + rounds; round += 1) {
    await fixture.api('POST', `/api/runs/${run}/advance`);
    await fixture.untilRun(run, (summary) => summary.round === round && summary.status !== 'running');
  }
  return await fixture.run(run);
}

/** Waits until the text is there; what is there instead is in the failure's message. */
async function expectText(locator: Locator, text: string): Promise<void> {
  await expect.poll(() => locator.textContent(), { timeout: 10_000 }).toContain(text);
}

async function tabTo(target: Locator, key = 'Tab'): Promise<void> {
  const page = target.page();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${String(target)}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
