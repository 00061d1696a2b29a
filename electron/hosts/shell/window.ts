import { join } from 'node:path';
import { app, BrowserWindow, screen } from 'electron';
import { minimumSize, placeWindow, readWindowState, writeWindowState } from './window-state.ts';

/** The studio's one window: sandboxed, isolated, without Node. Shown when it has something to show. */
export function createMainWindow(preload: string): BrowserWindow {
  const statePath = join(app.getPath('userData'), 'window.json');
  const saved = readWindowState(statePath);
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const window = new BrowserWindow({
    ...placeWindow(saved, [primary.workArea, ...others.map((display) => display.workArea)]),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Stillmotion',
    show: false,
    backgroundColor: '#0F1012',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // On Linux and Windows the spell checker downloads its dictionaries: nothing here talks to the network.
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (saved?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  keepState(window, statePath);
  return window;
}

/** Saves size and place half a second after the last change, and when the window closes. */
function keepState(window: BrowserWindow, path: string): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    try {
      writeWindowState(path, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      // A full or read-only disk must not keep the window from closing.
      console.error('The place of the window could not be saved:', error);
    }
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, 500);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('close', save);
}

/** Brings the window to the front. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
