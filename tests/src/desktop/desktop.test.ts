/**
 * The desktop client without Electron's binary: the real main process (with a stand-in for `electron` that is checked against Electron's own
 * declarations), the real preload and page in a real Chromium, the real agent in a real child process, a real coordinator.
 *
 * Not covered here: Electron itself. Above all the isolated world of the preload and the loading of a sandboxed preload, the life of windows
 * and menus, the scheme `app:` in Chromium (its handler is covered), utility processes other than as plain Node processes, native dialogs,
 * packaging. `npm run test:electron` covers the start of the real thing, where the binary exists.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from '../server/coordinator-fixture.js';
import { stickingOut } from '../page/opened-page.js';
import { launchBrowser, screenshotPath } from '../support/browser.js';
import { ensureBuilt } from '../support/built.js';
import { startDesktop, type DesktopApp, type DesktopOptions } from './desktop-app.js';
import { isPermitted } from './electron-stand-in.js';

const OBJECTIVE = 'kind: synthetic\nfunction: quadratic\ndimension: 20\nheterogeneity: 1\nbudget: 5000\n';
const STEPWISE = { name: 'orchard-yield', rounds: 40, participation: { minimumClients: 1, stepwise: true } };

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

async function open(options?: DesktopOptions): Promise<DesktopApp> {
  desktop = await startDesktop(browser, options);
  return desktop;
}

async function coordinator(options: Parameters<typeof startFixture>[0] = {}): Promise<Fixture> {
  fixture = await startFixture(options);
  return fixture;
}

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
    await again.restart();
    await app.page.getByText(/No connection/).waitFor();
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

describe('the window', () => {
  it('is isolated, sandboxed and without Node', async () => {
    const { standIn, window } = await open();
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
    });
    expect(standIn.sandboxed).toBe(true);
    expect(standIn.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    expect(standIn.windows).toHaveLength(1);
    await expect.poll(() => window.shown).toBe(true);
  });

  it('is granted nothing that it could ask for', async () => {
    const { standIn } = await open();
    for (const permission of ['media', 'geolocation', 'notifications'] as const) expect(isPermitted(standIn, permission)).toBe(false);
    expect(standIn.handlers.devicePermission?.({ deviceType: 'usb', origin: 'app://fedzoo', device: {} as never })).toBe(false);
  });

  it('finds named functions on the bridge, none that takes a channel', async () => {
    const { page } = await open();
    const surface = await page.evaluate(() => Object.keys((window as unknown as { fedzoo: object }).fedzoo).toSorted());
    expect(surface).toEqual([
      'agree',
      'backToForm',
      'chooseObjective',
      'leave',
      'onSessionChanged',
      'onValueReported',
      'pause',
      'readSession',
      'resume',
      'review',
      'startOver',
    ]);
    expect(await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in window))).toEqual([]);
  });

  it.each<[what: string, stoppedBy: 'guard' | 'browser', attack: () => void]>([
    ['another origin', 'guard', () => void (location.href = 'https://example.org/')],
    ['another origin, without a history entry', 'guard', () => location.replace('http://example.org/')],
    ['a host that begins like ours', 'guard', () => void (location.href = 'http://fedzoo.test.example.org/')],
    ['our host behind a name and password', 'guard', () => void (location.href = 'http://fedzoo.test@example.org/')],
    ['a file', 'browser', () => void (location.href = 'file:///etc/passwd')],
    ['a script in an address', 'browser', () => void (location.href = 'javascript:document.body.replaceChildren()')],
    ['a page made of data', 'browser', () => void (location.href = 'data:text/html,<h1>hello</h1>')],
    ['a new window', 'guard', () => void window.open('https://example.org/')],
    ['a new window without an opener', 'guard', () => void window.open('https://example.org/', '_blank', 'noopener')],
    [
      'a link',
      'guard',
      () => {
        document.body.insertAdjacentHTML('beforeend', '<a id="hostile" href="https://example.org/">x</a>');
        document.getElementById('hostile')?.click();
      },
    ],
    [
      'a link to a new tab',
      'guard',
      () => {
        document.body.insertAdjacentHTML('beforeend', '<a id="hostile" target="_blank" href="https://example.org/">x</a>');
        document.getElementById('hostile')?.click();
      },
    ],
    [
      'a form',
      'browser',
      () => {
        document.body.insertAdjacentHTML('beforeend', '<form id="hostile" method="post" action="https://example.org/"></form>');
        (document.getElementById('hostile') as HTMLFormElement).submit();
      },
    ],
    ['a frame', 'browser', () => document.body.insertAdjacentHTML('beforeend', '<iframe src="https://example.org/"></iframe>')],
    [
      'a refresh',
      'guard',
      () => document.head.insertAdjacentHTML('beforeend', '<meta http-equiv="refresh" content="0;url=https://example.org/">'),
    ],
    [
      'a script of its own',
      'browser',
      () => document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="document.body.replaceChildren()">'),
    ],
    ['a request', 'browser', () => void fetch('https://example.org/').catch(() => undefined)],
    ['a socket', 'browser', () => void new WebSocket('wss://example.org/')],
    ['a beacon', 'browser', () => void navigator.sendBeacon('https://example.org/', 'x')],
    ['an image', 'browser', () => document.body.insertAdjacentHTML('beforeend', '<img src="https://example.org/x.png">')],
  ])('stays where it is against %s, which the %s stops', async (_what, stoppedBy, attack) => {
    const { page, standIn, refused, answered, complaints } = await open();
    const start = page.url();
    await page.evaluate(attack);
    await expect.poll(() => (stoppedBy === 'guard' ? refused : complaints).length).toBeGreaterThan(0);
    expect(page.url()).toBe(start);
    expect(await page.getByRole('heading', { name: 'Join a federation' }).isVisible()).toBe(true);
    expect(answered.filter((url) => !url.startsWith('app://fedzoo/'))).toEqual([]);
    await expect.poll(() => page.context().pages().length).toBe(1);
    expect(standIn.windows).toHaveLength(1);
  });
});

describe('the main process', () => {
  it('answers its own page only: no frame, no other address, no other window', async () => {
    const { standIn, window } = await open();
    const ask = (url: string, { isMainFrame = true, contents = window.webContents } = {}) =>
      standIn.invoke('fedzoo:request:readSession', undefined, { contents, url, isMainFrame });
    expect(await ask('app://fedzoo/index.html')).toMatchObject({ ok: true });
    for (const url of [
      'https://example.org/',
      'app://fedzoo.example.org/',
      'app://fedzoo@example.org/',
      'app://other/',
      'file:///index.html',
      'about:blank',
      '',
    ]) {
      expect(await ask(url), url).toMatchObject({ ok: false });
    }
    expect(await ask('app://fedzoo/index.html', { isMainFrame: false })).toMatchObject({ ok: false });
    const stranger = Object.create(window.webContents) as typeof window.webContents;
    expect(await ask('app://fedzoo/index.html', { contents: stranger })).toMatchObject({ ok: false });
  });

  it('takes no payload that the contract does not have', async () => {
    const { standIn, window } = await open();
    const send = (name: string, payload: unknown) =>
      standIn.invoke(`fedzoo:request:${name}`, payload, {
        contents: window.webContents,
        url: 'app://fedzoo/index.html',
        isMainFrame: true,
      });
    for (const payload of [
      undefined,
      null,
      'text',
      {},
      { serverUrl: 1, joinToken: 't' },
      { serverUrl: 'x'.repeat(3000), joinToken: 't' },
    ]) {
      expect(await send('review', payload)).toMatchObject({ ok: false });
    }
    expect(await send('agree', { force: true })).toMatchObject({ ok: false });
    await expect(send('openFile', '/etc/passwd')).rejects.toThrow('No handler');
    expect(await send('pause', undefined), 'nothing to pause').toMatchObject({ ok: false });
  });

  it.each([
    '/index.html/../../main.js',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/agent.js',
    '/../../../../etc/passwd',
    '/index.html.map',
    '/nothing.js',
    '/%',
    '/',
  ])('serves the files of the page and nothing else: %s', async (path) => {
    const { standIn } = await open();
    const response = await standIn.handlers.protocol?.(new Request(`app://fedzoo${path}`));
    expect(response?.status).toBe(404);
  });

  it('lets the page connect to nothing, by its content security policy too', async () => {
    const { standIn } = await open();
    const response = await standIn.handlers.protocol?.(new Request('app://fedzoo/index.html'));
    const policy = response?.headers.get('content-security-policy') ?? '';
    for (const directive of [
      "default-src 'none'",
      "connect-src 'none'",
      "script-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(directive);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });
});
