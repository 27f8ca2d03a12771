import { describe, expect, it } from 'vitest';
import { useDesktop } from './desktop-fixture.js';

const { open } = useDesktop();

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
