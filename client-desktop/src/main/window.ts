import { BrowserWindow } from 'electron';
import { START_URL } from './app-protocol.js';
import { guardNavigation } from './navigation-guard.js';

/** The one window, shown when there is something to see. */
export function openWindow(preloadPath: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 960,
    height: 760,
    minWidth: 380,
    minHeight: 480,
    title: 'FedZoo',
    show: false,
    webPreferences: {
      preload: preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  guardNavigation(window.webContents);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(START_URL);
  return window;
}
