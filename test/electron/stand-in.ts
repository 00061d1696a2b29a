import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron';

/**
 * Stands in for the `electron` module where its binary cannot be had: the same names, with just enough behaviour for the real
 * main.ts and preload.ts to run, and a record of everything they set up. It judges nothing; the tests do.
 */

export class PreventableEvent {
  defaultPrevented = false;
  readonly url: string;
  constructor(url = '') {
    this.url = url;
  }
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

interface Frame {
  url: string;
  parent: Frame | null;
}

class StandInWebContents extends EventEmitter {
  static #lastId = 0;
  readonly id = ++StandInWebContents.#lastId;
  readonly sent: { channel: string; payload: unknown }[] = [];
  readonly drags: { file: string; icon: string }[] = [];
  readonly mainFrame: Frame = { url: 'about:blank', parent: null };
  reloads = 0;
  openHandler: ((details: { url: string }) => { action: string }) | null = null;

  send(channel: string, payload: unknown): void {
    this.sent.push({ channel, payload });
    ipcRenderer.emit(channel, {}, payload);
  }
  startDrag(item: { file: string; icon: string }): void {
    this.drags.push(item);
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  reload(): void {
    this.reloads += 1;
  }
  isDestroyed(): boolean {
    return false;
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly webContents = new StandInWebContents();
  readonly options: BrowserWindowConstructorOptions;
  isGone = false;
  focused = 0;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    this.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    this.emit('ready-to-show');
  }
  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented || this.isGone) return;
    this.isGone = true;
    this.emit('closed');
    if (BrowserWindow.all.every((window) => window.isGone)) app.emit('window-all-closed');
  }
  isDestroyed(): boolean {
    return this.isGone;
  }
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return false;
  }
  isFullScreen(): boolean {
    return false;
  }
  getNormalBounds() {
    return { x: 10, y: 20, width: 1200, height: 800 };
  }
  maximize(): void {}
  restore(): void {}
  show(): void {}
  focus(): void {
    this.focused += 1;
  }
}

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly paths = new Map<string, string>();
  readonly switches = new Map<string, string>();
  readonly exits: number[] = [];
  /** Resolves when the process would have ended. */
  readonly ended = Promise.withResolvers<void>();
  readonly commandLine = { getSwitchValue: (name: string): string => this.switches.get(name) ?? '' };
  hasLock = true;
  isSandboxed = false;

  enableSandbox(): void {
    this.isSandboxed = true;
  }

  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }
  async whenReady(): Promise<void> {}
  getPath(name: string): string {
    return this.paths.get(name) ?? tmpdir();
  }
  quit(): void {
    for (const window of BrowserWindow.all) if (!window.isGone) window.close();
    if (BrowserWindow.all.some((window) => !window.isGone)) return;
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.ended.resolve();
  }
  exit(code: number): void {
    this.exits.push(code);
    this.ended.resolve();
  }
}
export const app = new App();

type CallHandler = (event: { sender: unknown; senderFrame: Frame | null }, ...args: unknown[]) => unknown;
class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, CallHandler>();
  handle(channel: string, handler: CallHandler): void {
    this.handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}
export const ipcMain = new IpcMain();

/** The page of the newest window speaks. */
function asPage(): { sender: StandInWebContents; senderFrame: Frame } {
  const page = BrowserWindow.all.at(-1)?.webContents;
  if (!page) throw new Error('There is no window yet.');
  return { sender: page, senderFrame: page.mainFrame };
}

class IpcRenderer extends EventEmitter {
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    // What crosses is a copy, as in Electron.
    return structuredClone(await ipcMain.handlers.get(channel)?.(asPage(), ...structuredClone(args)));
  }
  send(channel: string, ...args: unknown[]): void {
    ipcMain.emit(channel, asPage(), ...args);
  }
}
export const ipcRenderer = new IpcRenderer();

export const contextBridge = {
  exposed: new Map<string, unknown>(),
  exposeInMainWorld(name: string, api: unknown): void {
    this.exposed.set(name, api);
  },
};

export const protocol = {
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges: Record<string, boolean> }[]): void {
    this.schemes.push(...schemes);
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    this.handlers.set(scheme, handler);
  },
};

type PermissionRequest = (contents: StandInWebContents, permission: string, allow: (is: boolean) => void) => void;
type PermissionCheck = (contents: StandInWebContents | null, permission: string, origin: string) => boolean;
type RequestFilter = (details: { url: string }, decide: (answer: { cancel: boolean }) => void) => void;
export const session = {
  defaultSession: {
    request: null as PermissionRequest | null,
    check: null as PermissionCheck | null,
    device: null as (() => boolean) | null,
    webRequest: {
      filter: null as RequestFilter | null,
      onBeforeRequest(filter: RequestFilter): void {
        this.filter = filter;
      },
    },
    setPermissionRequestHandler(handler: PermissionRequest): void {
      this.request = handler;
    },
    setPermissionCheckHandler(handler: PermissionCheck): void {
      this.check = handler;
    },
    setDevicePermissionHandler(handler: () => boolean): void {
      this.device = handler;
    },
  },
};

const workArea = { x: 0, y: 0, width: 1920, height: 1080 };
export const screen = {
  getPrimaryDisplay: () => ({ id: 1, workArea }),
  getAllDisplays: () => [{ id: 1, workArea }],
};

export const dialog = {
  errors: [] as { title: string; content: string }[],
  questions: [] as { message: string; detail?: string }[],
  /** What the person will answer. */
  nextResponse: 1,
  nextSavePath: '',
  nextOpenPaths: [] as string[],
  showErrorBox(title: string, content: string): void {
    this.errors.push({ title, content });
  },
  async showMessageBox(...args: unknown[]): Promise<{ response: number }> {
    this.questions.push(args.at(-1) as { message: string });
    return { response: this.nextResponse };
  },
  async showSaveDialog(): Promise<{ canceled: boolean; filePath: string }> {
    return { canceled: this.nextSavePath === '', filePath: this.nextSavePath };
  },
  lastOpenOptions: null as { readonly properties?: readonly string[] } | null,
  async showOpenDialog(
    _window: unknown,
    options: { readonly properties?: readonly string[] },
  ): Promise<{ canceled: boolean; filePaths: string[] }> {
    this.lastOpenOptions = options;
    return { canceled: this.nextOpenPaths.length === 0, filePaths: this.nextOpenPaths };
  },
};

export const shell = {
  opened: [] as string[],
  shown: [] as string[],
  showItemInFolder(path: string): void {
    this.shown.push(path);
  },
  async openExternal(url: string): Promise<void> {
    this.opened.push(url);
  },
};

export const Menu = {
  template: [] as MenuItemConstructorOptions[],
  buildFromTemplate(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
    return template;
  },
  setApplicationMenu(template: MenuItemConstructorOptions[]): void {
    this.template = template;
  },
};
