import type { BrowserWindow } from 'electron';
import { EVENTS, eventChannel, type EventName, type EventOf } from '../ipc/contract.js';

/** Tells the window something of the contract; what does not fit it is a mistake of ours, found before it is sent. */
export function tellWindow<Name extends EventName>(window: BrowserWindow | undefined, name: Name, payload: EventOf<Name>): void {
  if (window === undefined || window.isDestroyed()) return;
  window.webContents.send(eventChannel(name), EVENTS[name].parse(payload));
}
