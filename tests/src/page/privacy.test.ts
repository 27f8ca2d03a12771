/** What the coordinator's page says of privacy, in a real Chromium, of runs whose clients are real agents. */
import { readFile } from 'node:fs/promises';
import { ledgerVerifier } from '@fedzoo/platform-node';
import { ledgerSummary, readLedger } from '@fedzoo/shared/ledger';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgentFixture, type AgentFixture } from '../agent/agent-fixture.js';
import { startFixture, type Fixture } from '../server/coordinator-fixture.js';
import { launchBrowser, takePicture } from '../support/browser.js';
import { ensureBuilt } from '../support/built.js';
import { openPage, stickingOut, type OpenedPage, type PageOptions } from './opened-page.js';

const CLIENTS = 4;
const PRIVATE = {
  name: 'ward-notes',
  objective: { kind: 'remote' },
  algorithm: { kind: 'zo-diff2', learningRate: 0.05 },
  rounds: 6,
  privacy: { unit: 'client', epsilon: 20, delta: 1e-3, clip: { restart: 2 }, members: CLIENTS, dataSet: 'ward / 7', budget: 50 },
  participation: { minimumClients: CLIENTS },
};

describe('privacy on the page', () => {
  let browser: Browser;
  let fixture: Fixture;
  let agents: AgentFixture;
  const pages: OpenedPage[] = [];
  beforeAll(async () => {
    ensureBuilt();
    browser = await launchBrowser();
    fixture = await startFixture();
    agents = createAgentFixture();
    const { url, joinToken } = fixture.coordinator;
    await agents.start({ serverUrl: url, joinToken, clients: CLIENTS });
    for (const experiment of [PRIVATE, { name: 'open', rounds: 2, participation: { minimumClients: CLIENTS } }]) {
      const { id } = await fixture.submit(experiment);
      await fixture.untilRun(id, ({ status }) => status === 'completed');
    }
  });
  afterAll(async () => {
    for (const page of pages) await page.close();
    await agents.close();
    await fixture.close();
    await browser.close();
  });

  async function open(options: Partial<PageOptions> = {}): Promise<OpenedPage> {
    const { url, adminToken } = fixture.coordinator;
    const opened = await openPage(browser, { url, token: adminToken, ...options });
    pages.push(opened);
    return opened;
  }

  it('tells in the list which run is private and what it spent, and which is not', async () => {
    const { page, complaints } = await open();
    const row = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
    await row('ward-notes').getByText('private', { exact: true }).waitFor();
    await row('ward-notes').getByText('spent of 20').waitFor();
    await row('open').getByText('not private', { exact: true }).waitFor();
    await takePicture(page, 'page-privacy-list', { fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('says what a run promises and spent, and why there is no curve', async () => {
    const { page, complaints } = await open();
    await page.getByRole('link', { name: 'ward-notes' }).click();
    const privacy = page.getByRole('region', { name: 'Privacy' });
    await privacy.getByText('one client more or less').waitFor();
    const told = (await privacy.textContent())!;
    for (const words of ['of 20', 'δ = 0.001', 'the coordinator adds the noise', '6 releases']) expect(told).toContain(words);
    const meter = privacy.getByRole('meter', { name: 'ε spent' });
    const { privacy: spent } = (await fixture.api('GET', '/api/runs')).body.runs.find(({ name }) => name === 'ward-notes')!;
    expect(Number(await meter.getAttribute('aria-valuenow'))).toBe(spent!.epsilon);
    await page.getByText('There is no curve').waitFor();
    expect(await page.locator('canvas').count()).toBe(0);
    await page.getByText('what each of them cost').click();
    expect(await page.getByRole('columnheader').allTextContents()).not.toContain('Value');
    await takePicture(page, 'page-privacy-run', { fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('says of a run without a promise that it is not private', async () => {
    const { page } = await open({ colours: 'dark' });
    await page.getByRole('link', { name: 'open', exact: true }).click();
    const privacy = page.getByRole('region', { name: 'Privacy' });
    await privacy.getByRole('heading', { name: 'Not private' }).waitFor();
    expect(await privacy.getByRole('meter').count()).toBe(0);
    await page.locator('canvas').waitFor();
    await takePicture(page, 'page-privacy-open-dark', { fullPage: true });
  });

  it('lists the ledgers with what is left, and gives one as a file that verifies', async () => {
    const { page, complaints } = await open({ colours: 'dark' });
    await page.getByRole('link', { name: 'Ledgers' }).first().click();
    await page.getByRole('heading', { name: 'ward / 7' }).waitFor();
    await page.getByText(/ε 2?\d(\.\d)? of 50/).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
    expect(download.suggestedFilename()).toBe('ward-7.jsonl');
    const summary = ledgerSummary(readLedger(await readFile(await download.path(), 'utf8'), ledgerVerifier));
    expect(summary).toMatchObject({ dataSet: 'ward / 7', releases: 6, published: 6 });
    await takePicture(page, 'page-ledgers-dark', { fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('fits a narrow window', async () => {
    const { page } = await open({ width: 320, height: 800 });
    await page.getByRole('link', { name: 'ward-notes' }).waitFor();
    expect(await stickingOut(page)).toEqual([]);
    await takePicture(page, 'page-privacy-list-320', { fullPage: true });
    await page.getByRole('link', { name: 'ward-notes' }).click();
    await page.getByText('one client more or less').waitFor();
    expect(await stickingOut(page)).toEqual([]);
    await takePicture(page, 'page-privacy-run-320', { fullPage: true });
    await page.getByRole('link', { name: 'Ledgers' }).first().click();
    await page.getByRole('button', { name: 'Download' }).waitFor();
    expect(await stickingOut(page)).toEqual([]);
    await takePicture(page, 'page-ledgers-320', { fullPage: true });
  });
});
