/** What the desktop client's window says of privacy, before and while its machine takes part. */
import { describe, expect, it } from 'vitest';
import { stickingOut } from '../page/opened-page.js';
import { takePicture } from '../support/browser.js';
import type { DesktopApp } from './desktop-app.js';
import { useDesktop } from './desktop-fixture.js';

const OBJECTIVE = 'kind: synthetic\nfunction: quadratic\ndimension: 3\nheterogeneity: 1\n';
const PRIVATE = {
  name: 'ward-notes',
  algorithm: { kind: 'zo-diff2', learningRate: 0.05 },
  rounds: 4,
  privacy: { unit: 'client', epsilon: 20, delta: 1e-3, clip: { restart: 2 }, members: 1, dataSet: 'ward 7', budget: 50 },
};
const ALONE = { participation: { minimumClients: 1 } };

const { open, coordinator } = useDesktop();

async function toConsent(
  { page, chooseNext }: DesktopApp,
  { url, joinToken }: { readonly url: string; readonly joinToken: string },
): Promise<void> {
  await page.getByLabel('Coordinator').fill(url);
  await page.getByLabel('Join token').fill(joinToken);
  chooseNext('ward.yaml', OBJECTIVE);
  await page.getByRole('button', { name: /^Choose/ }).click();
  await page.getByText('synthetic, 3 dimensions').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
}

describe('privacy in the window', () => {
  it('is told before consent, is what the run promises while it goes on, and adds up over runs and starts', async () => {
    const server = await coordinator();
    const app = await open();
    const { page } = app;
    await toConsent(app, server.coordinator);
    await page.getByRole('heading', { name: 'In every round, where the run is not private' }).waitFor();
    await page.getByRole('heading', { name: 'In every round of a private run' }).waitFor();
    await page.getByText('One clipped sum a round').waitFor();
    await takePicture(page, 'desktop-consent-privacy', { fullPage: true });
    await page.getByRole('button', { name: 'I agree, join' }).click();

    const ended = async (experiment: object) => {
      const { id } = await server.submit({ ...experiment, ...ALONE });
      return await server.untilRun(id, ({ status }) => status === 'completed');
    };
    await ended({ name: 'open', rounds: 1 });
    const privacy = page.getByRole('region', { name: 'Privacy' });
    await privacy.getByRole('heading', { name: 'This run is not private' }).waitFor();
    expect(await privacy.getByRole('meter').count()).toBe(0);
    await takePicture(page, 'desktop-open-run', { fullPage: true });

    const run = await ended(PRIVATE);
    await privacy.getByRole('heading', { name: 'What this run promises' }).waitFor();
    await privacy.getByText('ε = 20 at δ = 0.001').waitFor();
    await privacy.getByText('to which the coordinator adds the noise').waitFor();
    await privacy.getByRole('heading', { name: 'About you' }).waitFor();
    await privacy.getByText('4 releases of ward 7 over all runs').waitFor();
    const meter = privacy.getByRole('meter', { name: 'ε about ward 7' });
    expect(Number(await meter.getAttribute('aria-valuenow'))).toBe(run.privacy!.epsilon);
    expect(await page.getByText('Best value').count()).toBe(0);
    await page.getByText('There is no curve').waitFor();
    expect(await stickingOut(page)).toEqual([]);
    await takePicture(page, 'desktop-private-run', { fullPage: true });
    await page.emulateMedia({ colorScheme: 'dark' });
    await takePicture(page, 'desktop-private-run-dark', { fullPage: true });

    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('button', { name: 'Join again' }).click();
    await toConsent(app, server.coordinator);
    await page.getByRole('button', { name: 'I agree, join' }).click();
    await privacy.getByText('4 releases of ward 7 over all runs').waitFor();
    expect(Number(await meter.getAttribute('aria-valuenow'))).toBe(run.privacy!.epsilon);
    expect(app.complaints).toEqual([]);
  });
});
