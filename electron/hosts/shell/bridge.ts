import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import type { Handlers } from '../../contract/calls.ts';
import { dispatch } from '../../contract/dispatch.ts';
import { StudioError } from '../../contract/errors.ts';
import type { StudioEvent } from '../../contract/events.ts';
import { channels } from './channels.ts';
import { isAppUrl } from './scheme.ts';

/** Main process's end of the bridge to one page. */
export interface PageBridge {
  /** Sends an event; before the page listens, it waits. */
  send(event: StudioEvent): void;
  close(): void;
}

/** Answers the page's calls and carries events to it. Only the page's own top frame is heard. */
export function connectPage(page: WebContents, handlers: Handlers): PageBridge {
  const isOurs = (sender: WebContents, frame: WebFrameMain | null): boolean =>
    sender.id === page.id && frame !== null && frame.parent === null && isAppUrl(frame.url);
  const waiting: StudioEvent[] = [];
  let isListening = false;

  ipcMain.handle(channels.call, async (event, name: unknown, input: unknown) => {
    if (!isOurs(event.sender, event.senderFrame)) {
      return { ok: false, error: new StudioError('forbidden', 'Only the studio’s own page may call it.').toShape() };
    }
    return dispatch(handlers, String(name), input);
  });
  ipcMain.on(channels.listening, (event) => {
    if (!isOurs(event.sender, event.senderFrame)) return;
    isListening = true;
    for (const waited of waiting.splice(0)) page.send(channels.event, waited);
  });
  // A reload empties the page: what it must not miss waits again until it listens.
  const onLoading = (details: { readonly isMainFrame: boolean; readonly isSameDocument: boolean }): void => {
    if (details.isMainFrame && !details.isSameDocument) isListening = false;
  };
  page.on('did-start-navigation', onLoading);

  return {
    send(event) {
      if (page.isDestroyed()) return;
      if (isListening) page.send(channels.event, event);
      // What changed meanwhile is fetched by the fresh page; what a person asked for is not.
      else if (event.type === 'file.opened' || event.type === 'menu.command') waiting.push(event);
    },
    close() {
      ipcMain.removeHandler(channels.call);
      ipcMain.removeAllListeners(channels.listening);
      if (!page.isDestroyed()) page.off('did-start-navigation', onLoading);
    },
  };
}
