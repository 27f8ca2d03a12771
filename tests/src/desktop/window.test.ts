import { describe, expect, it } from 'vitest';
import { useDesktop } from './desktop-fixture.js';
import { isPermitted } from './electron-stand-in.js';

const { open } = useDesktop();

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
