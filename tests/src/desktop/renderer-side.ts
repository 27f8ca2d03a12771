declare global {
  interface Window {
    fedzooInvoke(channel: string, payload: unknown): Promise<unknown>;
    fedzooDeliver(channel: string, payload: unknown): void;
  }
}

/**
 * Runs in the page before its own scripts, as the place where Electron runs a preload: gives it `require('electron')` and nothing else to
 * require, as the sandbox does. Sent to the browser as text, so it uses nothing from outside itself.
 */
export function rendererSide(preload: (require: (name: string) => unknown, module: object, exports: object) => void): void {
  type Listener = (event: object, payload: unknown) => void;
  const listeners = new Map<string, Set<Listener>>();
  const ipcRenderer = {
    invoke: (channel: string, payload: unknown) => window.fedzooInvoke(channel, payload),
    on(channel: string, listener: Listener) {
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(listener));
    },
    off: (channel: string, listener: Listener) => void listeners.get(channel)?.delete(listener),
  };
  const contextBridge = {
    exposeInMainWorld(name: string, api: Record<string, unknown>) {
      for (const [key, value] of Object.entries(api)) {
        // The real bridge proxies functions and clones the rest; ours is named functions alone.
        if (typeof value !== 'function') throw new Error(`${name}.${key} is not a function`);
      }
      Object.defineProperty(window, name, { value: Object.freeze({ ...api }), writable: false, configurable: false });
    },
  };
  window.fedzooDeliver = (channel, payload) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, payload);
  };
  const module = { exports: {} };
  preload(
    (name) => {
      if (name === 'electron') return { ipcRenderer, contextBridge };
      throw new Error(`module not found: ${name}`);
    },
    module,
    module.exports,
  );
}
