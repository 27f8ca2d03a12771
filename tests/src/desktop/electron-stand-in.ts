import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { deserialize, serialize } from 'node:v8';
import type {
  App,
  BrowserWindowConstructorOptions,
  CustomScheme,
  Dialog,
  ForkOptions,
  IpcMain,
  OpenDialogOptions,
  PermissionCheckHandlerHandlerDetails,
  Protocol,
  Session,
  WebContents,
  WebRequest,
} from 'electron';

type Handlers = {
  readonly permissionRequest: Parameters<Session['setPermissionRequestHandler']>[0];
  readonly permissionCheck: Parameters<Session['setPermissionCheckHandler']>[0];
  readonly devicePermission: Parameters<Session['setDevicePermissionHandler']>[0];
  readonly beforeRequest: (details: { url: string }, decide: (answer: { cancel?: boolean }) => void) => void;
  readonly protocol: (request: Request) => Response | Promise<Response>;
  readonly windowOpen: Parameters<WebContents['setWindowOpenHandler']>[0];
};

/** What the main process asked of Electron, for tests to look at and to drive. */
export interface StandIn {
  readonly module: StandInModule;
  readonly windows: StandInWindow[];
  readonly schemes: CustomScheme[];
  readonly handlers: Partial<{ -readonly [Name in keyof Handlers]: Handlers[Name] }>;
  readonly processes: StandInProcess[];
  readonly dialogs: OpenDialogOptions[];
  sandboxed: boolean;
  /** What the next open dialog gives; undefined = it is cancelled. */
  chosenFile: string | undefined;
  /** A request of a page, as Electron would bring it to the main process: cloned on the way, and the answer too. */
  invoke(
    channel: string,
    payload: unknown,
    sender: { readonly contents: StandInContents; readonly url: string; readonly isMainFrame: boolean },
  ): Promise<unknown>;
  /** Resolves when the app has quit. */
  quit(): Promise<void>;
}

export interface StandInOptions {
  readonly userData: string;
  /** Shows an address in a window. */
  readonly load: (window: StandInWindow, url: string) => Promise<void>;
  /** Brings an event of the main process to the page. */
  readonly deliver: (window: StandInWindow, channel: string, payload: unknown) => void;
}

/** Structured clone as Electron's IPC does it: what cannot be cloned throws here as it would there. */
function cloned(value: unknown): unknown {
  return deserialize(serialize(value));
}

class StandInContents extends EventEmitter {
  readonly #window: StandInWindow;
  readonly #options: StandInOptions;
  readonly #handlers: StandIn['handlers'];

  constructor(window: StandInWindow, parts: { options: StandInOptions; handlers: StandIn['handlers'] }) {
    super();
    this.#window = window;
    this.#options = parts.options;
    this.#handlers = parts.handlers;
  }

  send(channel: string, payload: unknown): void {
    this.#options.deliver(this.#window, channel, cloned(payload));
  }

  setWindowOpenHandler(handler: Handlers['windowOpen']): void {
    this.#handlers.windowOpen = handler;
  }
}

export interface StandInWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: StandInContents;
  shown: boolean;
  loadURL(url: string): Promise<void>;
  show(): void;
  focus(): void;
  isDestroyed(): boolean;
}

interface StandInProcess extends EventEmitter {
  readonly child: ChildProcess;
  readonly options: ForkOptions;
  postMessage(message: unknown): void;
  kill(): boolean;
}

export type StandInModule = ReturnType<typeof createModule>;

const SHIM = new URL('./parent-port-shim.mjs', import.meta.url).href;

export function createStandIn(options: StandInOptions): StandIn {
  const state = {
    windows: [],
    schemes: [],
    handlers: {},
    processes: [],
    dialogs: [],
    sandboxed: false,
    chosenFile: undefined,
  } as Pick<StandIn, 'windows' | 'schemes' | 'handlers' | 'processes' | 'dialogs' | 'sandboxed' | 'chosenFile'>;
  const invocations = new Map<string, Parameters<IpcMain['handle']>[1]>();
  const appEvents = new EventEmitter();
  const module = createModule({ options, state, invocations, appEvents });

  return Object.assign(state, {
    module,
    async invoke(
      channel: string,
      payload: unknown,
      sender: { readonly contents: StandInContents; readonly url: string; readonly isMainFrame: boolean },
    ) {
      const handler = invocations.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const senderFrame = { url: sender.url, parent: sender.isMainFrame ? null : {} };
      const event = { sender: sender.contents, senderFrame } as unknown as Parameters<typeof handler>[0];
      return cloned(await handler(event, cloned(payload)));
    },
    async quit() {
      const quitted = new Promise<void>((resolve) => {
        appEvents.once('quit', () => resolve());
      });
      module.app.quit();
      await quitted;
    },
  });
}

interface ModuleParts {
  readonly options: StandInOptions;
  readonly state: Pick<StandIn, 'windows' | 'schemes' | 'handlers' | 'processes' | 'dialogs' | 'sandboxed' | 'chosenFile'>;
  readonly invocations: Map<string, Parameters<IpcMain['handle']>[1]>;
  readonly appEvents: EventEmitter;
}

/** The surface of Electron that our main process uses; each part is checked against Electron's own declarations. */
function createModule({ options, state, invocations, appEvents }: ModuleParts) {
  const app = {
    setName() {},
    enableSandbox() {
      state.sandboxed = true;
    },
    requestSingleInstanceLock: () => true,
    getPath: () => options.userData,
    whenReady: () => Promise.resolve(),
    on: (event: string, listener: (...values: unknown[]) => void) => appEvents.on(event, listener),
    quit() {
      let prevented = false;
      appEvents.emit('before-quit', { preventDefault: () => (prevented = true) });
      if (!prevented) appEvents.emit('quit');
    },
  };
  app satisfies Pick<App, 'setName' | 'enableSandbox' | 'requestSingleInstanceLock' | 'getPath' | 'whenReady' | 'quit'>;

  class BrowserWindow extends EventEmitter implements StandInWindow {
    readonly options: BrowserWindowConstructorOptions;
    readonly webContents: StandInContents;
    shown = false;

    constructor(given: BrowserWindowConstructorOptions) {
      super();
      this.options = given;
      this.webContents = new StandInContents(this, { options, handlers: state.handlers });
      state.windows.push(this);
    }

    async loadURL(url: string): Promise<void> {
      await options.load(this, url);
      this.emit('ready-to-show');
    }

    show(): void {
      this.shown = true;
    }

    focus(): void {}

    isDestroyed(): boolean {
      return false;
    }
  }

  const dialog = {
    async showOpenDialog(_window: unknown, asked: OpenDialogOptions) {
      state.dialogs.push(asked);
      return { canceled: state.chosenFile === undefined, filePaths: state.chosenFile === undefined ? [] : [state.chosenFile] };
    },
  };
  dialog satisfies { showOpenDialog: (...values: never) => ReturnType<Dialog['showOpenDialog']> };

  const ipcMain = {
    handle(channel, listener) {
      if (invocations.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      invocations.set(channel, listener);
    },
  } satisfies Pick<IpcMain, 'handle'>;

  const protocol = {
    registerSchemesAsPrivileged(schemes) {
      state.schemes.push(...schemes);
    },
    handle(_scheme, handler) {
      state.handlers.protocol = handler;
    },
  } satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;

  const webRequest = {
    onBeforeRequest(listener: unknown) {
      state.handlers.beforeRequest = listener as Handlers['beforeRequest'];
    },
  };
  webRequest satisfies { [Name in 'onBeforeRequest']: (listener: Parameters<WebRequest[Name]>[0]) => void };
  const defaultSession = {
    webRequest,
    setPermissionRequestHandler: (handler: Handlers['permissionRequest']) => void (state.handlers.permissionRequest = handler),
    setPermissionCheckHandler: (handler: Handlers['permissionCheck']) => void (state.handlers.permissionCheck = handler),
    setDevicePermissionHandler: (handler: Handlers['devicePermission']) => void (state.handlers.devicePermission = handler),
  };
  defaultSession satisfies Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>;

  const utilityProcess = {
    fork(path: string, args: string[] = [], forkOptions: ForkOptions = {}): StandInProcess {
      const child = fork(path, args, {
        execArgv: ['--import', SHIM],
        serialization: 'advanced',
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      });
      const started = Object.assign(new EventEmitter(), {
        child,
        options: forkOptions,
        postMessage: (message: unknown) => void child.send(cloned(message) as object),
        kill: () => child.kill(),
      });
      child.on('message', (message) => started.emit('message', message));
      child.on('exit', (code) => started.emit('exit', code ?? 1));
      state.processes.push(started);
      return started;
    },
  };

  return { app, BrowserWindow, dialog, ipcMain, protocol, session: { defaultSession }, utilityProcess };
}

/** What Electron would answer a page that asks for a permission. */
export function isPermitted(standIn: StandIn, permission: 'media' | 'geolocation' | 'notifications'): boolean {
  let granted = true;
  standIn.handlers.permissionRequest?.({} as WebContents, permission, (decision) => (granted = decision), {} as never);
  const checked = standIn.handlers.permissionCheck?.(null, permission, '', {} as PermissionCheckHandlerHandlerDetails) ?? true;
  return granted || checked;
}
