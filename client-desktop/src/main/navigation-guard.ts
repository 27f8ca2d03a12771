import type { WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol.js';

/** A window stays where it was opened: no other address, no second window, no frame or webview with contents of its own. */
export function guardNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Whether an address is one of the app's own pages; told by its parts, so that `app://fedzoo.example/` and `app://fedzoo@host/` are not. */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return `${protocol}//${host}` === APP_ORIGIN && username === '' && password === '';
}
