import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { stickingOut } from '../page/opened-page.js';
import type { Fixture } from '../server/coordinator-fixture.js';
import { screenshotPath } from '../support/browser.js';
import type { DesktopApp } from './desktop-app.js';
import { useDesktop } from './desktop-fixture.js';

const OBJECTIVE = 'kind: synthetic\nfunction: quadratic\ndimension: 20\nheterogeneity: 1\nbudget: 5000\n';
const STEPWISE = { name: 'orchard-yield', rounds: 40, participation: { minimumClients: 1, stepwise: true } };

const { open, coordinator } = useDesktop();

/** From the form to the question of consent. */
async function fillForm({ page, chooseNext }: DesktopApp, form: { readonly url: string; readonly token: string }): Promise<void> {
  await page.getByLabel('Coordinator').fill(form.url);
  await page.getByLabel('Join token').fill(form.token);
  chooseNext('orchard.yaml', OBJECTIVE);
  await page.getByRole('button', { name: /^Choose/ }).click();
  await page.getByText('synthetic, 20 dimensions, at most 5,000 evaluations').waitFor();
}

async function join(app: DesktopApp, { coordinator: { url, joinToken } }: Fixture): Promise<void> {
  await fillForm(app, { url, token: joinToken });
  await app.page.getByRole('button', { name: 'Continue' }).click();
  await app.page.getByRole('button', { name: 'I agree, join' }).click();
}

async function advance({ api, untilRun }: Fixture, run: string, to: number): Promise<void> {
  for (;;) {
    const { round } = await untilRun(run, ({ status }) => status === 'paused');
    if (round >= to) return;
    await api('POST', `/api/runs/${run}/advance`);
    await untilRun(run, (summary) => summary.round > round && summary.status !== 'running');
  }
}

/** A figure of the live view, by its name. */
function figure(page: Page, name: string) {
  return page.locator('dl > div').filter({ hasText: name }).locator('dd').first();
}

describe('taking part', () => {
  it('goes from the form over consent to the live view, can be paused and resumed, and ends with a goodbye', async () => {
    const server = await coordinator();
    const app = await open();
    const { page } = app;
    await page.screenshot({ path: screenshotPath('desktop-form') });
    await fillForm(app, { url: server.coordinator.url, token: server.coordinator.joinToken });
    await page.screenshot({ path: screenshotPath('desktop-form-filled') });

    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'What leaves this machine' }).waitFor();
    await page.getByText('from the objective file, 20 numbers').waitFor();
    await page.getByText('At most 5,000 evaluations of your objective').waitFor();
    expect(await page.locator('main').textContent()).not.toContain(app.directory);
    await page.screenshot({ path: screenshotPath('desktop-consent'), fullPage: true });
    expect((await server.api('GET', '/api/clients')).body.clients, 'nothing was sent before consent').toEqual([]);

    await page.getByRole('button', { name: 'I agree, join' }).click();
    await page.getByText('It starts by itself when a run does.').waitFor();
    await page.screenshot({ path: screenshotPath('desktop-joined') });
    const { id } = await server.submit(STEPWISE);
    await advance(server, id, 12);
    await page.getByRole('heading', { name: 'orchard-yield' }).waitFor();
    const [client] = (await server.api('GET', '/api/clients')).body.clients;
    await expect.poll(() => figure(page, 'Queries').textContent()).toBe(String(client?.queries));
    await expect.poll(() => figure(page, 'Round').textContent()).toBe('12');
    await page.getByRole('img', { name: /at best after/ }).waitFor();
    await page.screenshot({ path: screenshotPath('desktop-live'), fullPage: true });

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused: no evaluation begins until you resume.').waitFor();
    await server.api('POST', `/api/runs/${id}/advance`);
    const held = await server.untilRun(id, ({ waiting }) => waiting?.clients.length === 1);
    expect(held.waiting?.clients).toEqual([client?.client]);
    expect((await server.api('GET', '/api/clients')).body.clients[0]?.queries, 'nothing is evaluated while paused').toBe(client?.queries);
    await page.screenshot({ path: screenshotPath('desktop-paused') });
    await page.getByRole('button', { name: 'Resume' }).click();
    await server.untilRun(id, ({ round, status }) => round === 13 && status === 'paused');

    await page.getByRole('button', { name: 'Leave' }).click();
    await page.screenshot({ path: screenshotPath('desktop-leave') });
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'You have left' }).waitFor();
    await expect.poll(async () => (await server.api('GET', '/api/clients')).body.clients[0]?.state).toBe('away');
    await page.screenshot({ path: screenshotPath('desktop-left') });
    await page.getByRole('button', { name: 'Join again' }).click();
    await page.getByRole('heading', { name: 'Join a federation' }).waitFor();
    expect(await page.getByLabel('Coordinator').inputValue()).toBe(server.coordinator.url);
    expect(await page.getByLabel('Join token').inputValue()).toBe('');
    expect(app.complaints).toEqual([]);
    expect(app.refused).toEqual([]);
  });

  it('keeps its name when it comes back with the same objective file', async () => {
    const server = await coordinator();
    const app = await open();
    await join(app, server);
    const names = async () => (await server.api('GET', '/api/clients')).body.clients.map(({ client }) => client);
    await expect.poll(async () => (await names()).length).toBe(1);
    const before = await names();
    await app.page.getByRole('button', { name: 'Leave' }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await app.page.getByRole('button', { name: 'Join again' }).click();
    await join(app, server);
    await app.page.getByText('It starts by itself when a run does.').waitFor();
    expect(await names()).toEqual(before);
  });

  it('tells a refused token, and lets one try again', async () => {
    const server = await coordinator();
    const app = await open();
    await fillForm(app, { url: server.coordinator.url, token: 'not-it' });
    await app.page.getByRole('button', { name: 'Continue' }).click();
    await app.page.getByRole('button', { name: 'I agree, join' }).click();
    await app.page.getByRole('heading', { name: 'The coordinator refused' }).waitFor();
    await app.page.getByText('is not the join token of this coordinator').waitFor();
    await app.page.screenshot({ path: screenshotPath('desktop-refused') });
    await app.page.getByRole('button', { name: 'Join again' }).click();
    await app.page.getByRole('heading', { name: 'Join a federation' }).waitFor();
  });

  it('says what is missing in the form, and what is wrong in the objective file', async () => {
    const { page, chooseNext, standIn } = await open();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Give the coordinator’s address').waitFor();
    await page.getByLabel('Coordinator').fill('ftp://somewhere');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('“ftp://somewhere” is not a coordinator’s address').waitFor();
    await page.getByLabel('Coordinator').fill('http://127.0.0.1:1');
    await page.getByLabel('Join token').fill('t');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Choose the objective file of this machine first.').waitFor();
    chooseNext('broken.yaml', 'kind: synthetic\nfunction: quadratic\ndimension: -3\ncolour: blue\n');
    await page.getByRole('button', { name: 'Choose file…' }).click();
    await page.getByText('dimension').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/^broken.yaml has mistakes:[^]*colour: unknown key/);
    await page.screenshot({ path: screenshotPath('desktop-problem') });
    standIn.chosenFile = undefined;
    await page.getByRole('button', { name: 'Choose file…' }).click();
    expect(standIn.dialogs).toHaveLength(2);
  });

  it('outlives a coordinator that restarts', async () => {
    const server = await coordinator({ port: 0 });
    const port = Number(new URL(server.coordinator.url).port);
    await server.close();
    const again = await coordinator({ port, joinToken: 'join-token-of-this-test' });
    const app = await open();
    await join(app, again);
    await app.page.getByText('It starts by itself when a run does.').waitFor();
    // Looked for while it restarts: once it is back the window may say something else within the moment.
    await Promise.all([app.page.getByText(/No connection/).waitFor(), again.restart()]);
    await app.page.getByText('It starts by itself when a run does.').waitFor();
  });

  it('says so when the process of the agent dies, and goes on from there', async () => {
    const server = await coordinator();
    const app = await open();
    await join(app, server);
    await app.page.getByText('It starts by itself when a run does.').waitFor();
    app.standIn.processes.at(-1)?.child.kill('SIGKILL');
    await app.page.getByText('ended unexpectedly').waitFor();
    await app.page.getByRole('button', { name: 'Join again' }).click();
    await join(app, server);
    await app.page.getByText('It starts by itself when a run does.').waitFor();
  });

  it('fits a narrow window and a dark one', async () => {
    const server = await coordinator();
    const app = await open({ width: 380, colours: 'dark' });
    const { page } = app;
    await fillForm(app, { url: server.coordinator.url, token: server.coordinator.joinToken });
    expect(await stickingOut(page)).toEqual([]);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'What leaves this machine' }).waitFor();
    expect(await stickingOut(page)).toEqual([]);
    await page.screenshot({ path: screenshotPath('desktop-consent-narrow-dark'), fullPage: true });
    await page.getByRole('button', { name: 'I agree, join' }).click();
    const { id } = await server.submit(STEPWISE);
    await advance(server, id, 6);
    await page.getByRole('img', { name: /at best after/ }).waitFor();
    expect(await stickingOut(page)).toEqual([]);
    await page.screenshot({ path: screenshotPath('desktop-live-narrow-dark'), fullPage: true });
  });
});
