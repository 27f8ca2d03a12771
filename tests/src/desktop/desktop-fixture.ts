/**
 * The desktop client without Electron's binary: the real main process (with a stand-in for `electron` that is checked against Electron's own
 * declarations), the real preload and page in a real Chromium, the real agent in a real child process, a real coordinator.
 *
 * Not covered here: Electron itself. Above all the isolated world of the preload and the loading of a sandboxed preload, the life of windows
 * and menus, the scheme `app:` in Chromium (its handler is covered), utility processes other than as plain Node processes, native dialogs,
 * packaging. `npm run test:electron` covers the start of the real thing, where the binary exists.
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startFixture, type Fixture } from '../server/coordinator-fixture.js';
import { launchBrowser } from '../support/browser.js';
import { ensureBuilt } from '../support/built.js';
import { startDesktop, type DesktopApp, type DesktopOptions } from './desktop-app.js';

/** What the tests of a file start; the end of each test closes it. */
export interface DesktopFixture {
  readonly open: (options?: DesktopOptions) => Promise<DesktopApp>;
  readonly coordinator: (options?: Parameters<typeof startFixture>[0]) => Promise<Fixture>;
}

/** One browser for the tests of a file, a desktop client and a coordinator for those that ask for them. */
export function useDesktop(): DesktopFixture {
  let browser: Browser;
  let fixture: Fixture | undefined;
  let desktop: DesktopApp | undefined;

  beforeAll(async () => {
    ensureBuilt();
    browser = await launchBrowser();
  });

  afterEach(async () => {
    await desktop?.close();
    await fixture?.close();
    desktop = undefined;
    fixture = undefined;
  });

  afterAll(() => browser.close());

  return {
    async open(options) {
      desktop = await startDesktop(browser, options);
      return desktop;
    },
    async coordinator(options = {}) {
      fixture = await startFixture(options);
      return fixture;
    },
  };
}
