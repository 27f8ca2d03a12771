import type { StandInModule } from './electron-stand-in.js';

/** What `electron` is for a main process bundled for a test: the stand-in that the test put there before. */
const { module } = (globalThis as unknown as { fedzooElectron: { module: StandInModule } }).fedzooElectron;

export const { app, BrowserWindow, dialog, ipcMain, protocol, session, utilityProcess } = module;
