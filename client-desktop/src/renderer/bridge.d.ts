import type { Bridge } from '../ipc/bridge.js';

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly fedzoo: Bridge;
  }
}
