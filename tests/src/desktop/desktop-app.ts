import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import type { Browser, BrowserContext, Frame, Page, Request as PageRequest, Route } from 'playwright-core';
import { bundles } from '../../../client-desktop/build.mjs';
import { ROOT } from '../support/launcher.js';
import { createStandIn, type StandIn, type StandInWindow } from './electron-stand-in.js';
import { rendererSide } from './renderer-side.js';

const DIST = join(ROOT, 'client-desktop', 'dist');
const ALIAS = join(ROOT, 'tests', 'src', 'desktop', 'electron-alias.ts');
/** The page's origin in Chromium, which does not know the scheme `app:`; every request to it is answered by main's own handler for that. */
const STAGE = 'http://fedzoo.test';
const APP = 'app://fedzoo';

/** The desktop client: its real main process in this Node, its real agent in a real process, its real preload and page in Chromium. */
export interface DesktopApp {
  readonly standIn: StandIn;
  readonly window: StandInWindow;
  readonly page: Page;
  readonly directory: string;
  /** What the browser complained of: errors of scripts, of the content security policy, of addresses that it does not open. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for and refused by main's guards. */
  readonly refused: readonly string[];
  /** Addresses that main gave an answer for. */
  readonly answered: readonly string[];
  /** Writes an objective file and lets the next dialog choose it. */
  readonly chooseNext: (name: string, content: string) => string;
  close(): Promise<void>;
}

export interface DesktopOptions {
  readonly width?: number;
  readonly colours?: 'light' | 'dark';
}

let bundled: Promise<string> | undefined;
let started = 0;

export async function startDesktop(browser: Browser, { width = 960, colours = 'light' }: DesktopOptions = {}): Promise<DesktopApp> {
  const directory = mkdtempSync(join(tmpdir(), 'fedzoo-desktop-'));
  const complaints: string[] = [];
  const refused: string[] = [];
  const answered: string[] = [];
  const context = await browser.newContext({ viewport: { width, height: 760 }, colorScheme: colours, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  let delivering: Promise<unknown> = Promise.resolve();
  let loading: Promise<unknown> = Promise.resolve();

  const standIn = createStandIn({
    userData: join(directory, 'user-data'),
    async load(window, url) {
      await stage({ context, page, window, standIn, refused, answered });
      loading = page.goto(onStage(url));
      await loading;
    },
    deliver(_window, channel, payload) {
      delivering = delivering
        .then(() => page.evaluate(({ channel, payload }) => window.fedzooDeliver(channel, payload), { channel, payload }))
        // A page that is being closed hears nothing any more.
        .catch(() => undefined);
    },
  });
  (globalThis as unknown as { fedzooElectron: StandIn }).fedzooElectron = standIn;
  const main = await mainModule();
  await import(/* @vite-ignore */ pathToFileURL(main).href).finally(() => rmSync(main));
  await page.getByRole('heading', { level: 1 }).waitFor();
  await loading;
  const [opened] = standIn.windows;
  if (opened === undefined) throw new Error('the main process opened no window');

  return {
    standIn,
    window: opened,
    page,
    directory,
    complaints,
    refused,
    answered,
    chooseNext(name, content) {
      const path = join(directory, name);
      writeFileSync(path, content);
      standIn.chosenFile = path;
      return path;
    },
    async close() {
      await standIn.quit();
      await context.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Main as it is built, but with `electron` being the stand-in; a file of its own each time, since a module runs only once. */
async function mainModule(): Promise<string> {
  bundled ??= esbuild
    .build({
      ...bundles({ outdir: DIST }).main,
      alias: { electron: ALIAS },
      write: false,
      sourcemap: 'inline',
      outfile: join(DIST, 'main.js'),
    })
    .then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  started += 1;
  const file = join(DIST, `main.stand-in.${process.pid}.${started}.js`);
  writeFileSync(file, await bundled);
  return file;
}

interface Staging {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly window: StandInWindow;
  readonly standIn: StandIn;
  readonly refused: string[];
  readonly answered: string[];
}

/** Lets the page see what Electron would let it see: the preload, the bridge to main, and no request that main's guards refuse. */
async function stage({ context, page, window, standIn, refused, answered }: Staging): Promise<void> {
  await page.exposeBinding('fedzooInvoke', async ({ frame }, channel: string, payload: unknown) => {
    const sender = { contents: window.webContents, url: asApp(frame.url()), isMainFrame: frame.parentFrame() === null };
    return await standIn.invoke(channel, payload ?? undefined, sender);
  });
  const preload = window.options.webPreferences?.preload;
  if (preload === undefined) throw new Error('the window has no preload');
  await page.addInitScript(`(${rendererSide.toString()})((require, module, exports) => {${readFileSync(preload, 'utf8')}\n});`);
  await context.route('**/*', (route) => answer(route, { window, standIn, refused, answered }));
  context.on('page', (opened) => {
    const address = asApp(opened.url());
    const decision = standIn.handlers.windowOpen?.({
      url: address,
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    });
    refused.push(address);
    if (decision?.action === 'deny') void opened.close();
  });
}

async function answer(
  route: Route,
  { window, standIn, refused, answered }: Pick<Staging, 'window' | 'standIn' | 'refused' | 'answered'>,
): Promise<void> {
  const request = route.request();
  const url = asApp(request.url());
  if (!isNavigationAllowed(request, { window, url })) {
    refused.push(url);
    // An answer without content leaves a page where it is, as a prevented navigation does.
    await route.fulfill({ status: 204 });
    return;
  }
  if (!isRequestAllowed(standIn, url)) {
    refused.push(url);
    await route.abort('blockedbyclient');
    return;
  }
  answered.push(url);
  const response = await standIn.handlers.protocol?.(new Request(url));
  if (response === undefined) throw new Error('main serves no pages');
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

/** Electron's events of a navigation, with what main's listeners say to it. */
function isNavigationAllowed(request: PageRequest, { window, url }: { readonly window: StandInWindow; readonly url: string }): boolean {
  if (!request.isNavigationRequest()) return true;
  const frame = frameOf(request);
  // A window that the page has opened: main is asked about it where it appears.
  if (frame === undefined) return false;
  const isMainFrame = frame.parentFrame() === null;
  // The first address of a window is loaded by main itself, which asks nobody.
  if (isMainFrame && frame.url() === 'about:blank') return true;
  let prevented = false;
  const event = { url, isMainFrame, isSameDocument: false, preventDefault: () => (prevented = true) };
  window.webContents.emit('will-frame-navigate', event);
  if (isMainFrame) window.webContents.emit('will-navigate', event);
  return !prevented;
}

function frameOf(request: PageRequest): Frame | undefined {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
}

function isRequestAllowed({ handlers }: StandIn, url: string): boolean {
  let cancelled = false;
  handlers.beforeRequest?.({ url }, ({ cancel }) => (cancelled = cancel === true));
  return !cancelled;
}

function onStage(url: string): string {
  return url.replace(APP, STAGE);
}

function asApp(url: string): string {
  return url.startsWith(`${STAGE}/`) ? url.replace(STAGE, APP) : url;
}
