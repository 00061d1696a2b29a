import { app, dialog, type Session, session, shell, type WebContents } from 'electron';
import { isAppUrl } from './scheme.ts';

/**
 * Keeps every page inside the app: no navigation away, no new windows, no embedded pages, no permissions but full screen
 * (the player's). An https link opens in the browser after asking.
 */
export function confinePages(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
}

function confine(contents: WebContents): void {
  const stayInside = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isAppUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayInside);
  contents.on('will-redirect', stayInside);
  contents.on('will-frame-navigate', stayInside);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void offerToOpen(url);
    return { action: 'deny' };
  });
}

async function offerToOpen(url: string): Promise<void> {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Open this address in your browser?',
    detail: url.slice(0, 500),
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  if (response === 0) await shell.openExternal(url);
}

/** The app's own address, what it makes itself, and the developer tools of an unpacked app. */
function isLocal(url: string): boolean {
  return isAppUrl(url) || ['blob:stillmotion:', 'data:', 'devtools:'].some((start) => url.startsWith(start));
}

/** Lets pages reach nothing but the app: no permissions, no network. Needs the app to be ready. */
export function denyPermissions(target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((contents, permission, allow) => {
    allow(permission === 'fullscreen' && isAppUrl(contents.getURL()));
  });
  target.setPermissionCheckHandler((_contents, permission, origin) => permission === 'fullscreen' && isAppUrl(origin));
  target.setDevicePermissionHandler(() => false);
  target.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isLocal(details.url) }));
}
