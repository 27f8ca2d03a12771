/**
 * The desktop client in Electron itself, where its binary is: that it starts, is isolated, and gets from the form to the live view.
 * Not covered: packaging, native dialogs (the answer of one is put in), menus, updates (there are none).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { electronBinary } from '../../../client-desktop/electron-binary.mjs';
import { startFixture, type Fixture } from '../server/coordinator-fixture.js';
import { ensureBuilt } from '../support/built.js';
import { ROOT } from '../support/launcher.js';

const binary = electronBinary();
if (binary === undefined) {
  process.stderr.write(
    'skipped: the Electron binary is not on this machine (node client-desktop/node_modules/electron/install.js fetches it)\n',
  );
}

describe.skipIf(binary === undefined)('in Electron', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fedzoo-electron-'));
  let app: ElectronApplication | undefined;
  let fixture: Fixture | undefined;

  afterEach(async () => {
    await app?.close();
    await fixture?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('starts isolated, and takes part', async () => {
    ensureBuilt();
    fixture = await startFixture();
    const objective = join(directory, 'objective.yaml');
    writeFileSync(objective, 'kind: synthetic\nfunction: quadratic\ndimension: 20\n');
    app = await _electron.launch({
      executablePath: binary ?? '',
      args: [join(ROOT, 'client-desktop', 'dist', 'main.js'), `--user-data-dir=${join(directory, 'user-data')}`],
    });
    const page = await app.firstWindow();
    await page.getByRole('heading', { name: 'Join a federation' }).waitFor();
    expect(page.url()).toBe('app://fedzoo/index.html');
    expect(await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in window))).toEqual([]);
    await page.evaluate(() => void (location.href = 'https://example.org/'));
    expect(page.url()).toBe('app://fedzoo/index.html');

    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, objective);
    await page.getByLabel('Coordinator').fill(fixture.coordinator.url);
    await page.getByLabel('Join token').fill(fixture.coordinator.joinToken);
    await page.getByRole('button', { name: 'Choose file…' }).click();
    await page.getByText('synthetic, 20 dimensions').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'I agree, join' }).click();
    await page.getByText('It starts by itself when a run does.').waitFor();
    const { id } = await fixture.submit({ participation: { minimumClients: 1 } });
    await fixture.untilRun(id, ({ status }) => status === 'completed');
    await page.getByText('The run is completed.').waitFor();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'You have left' }).waitFor();
  });
});
