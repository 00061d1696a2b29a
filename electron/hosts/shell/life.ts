import { app, type BrowserWindow, dialog } from 'electron';
import { StudioError } from '../../contract/errors.ts';
import type { Studio } from '../../studio/types.ts';

/** Says in a dialog why the app cannot start, and ends it. */
export function explainAndExit(error: unknown): void {
  dialog.showErrorBox('Stillmotion cannot start', StudioError.from(error).message);
  app.exit(1);
}

/** Closing the window while something is being made asks once: a job goes on at the next start, exports do not. */
export function askBeforeClosing(window: BrowserWindow, studio: Pick<Studio, 'busy' | 'exporting'>): void {
  let agreed = false;
  let asking = false;
  window.on('close', (event) => {
    if (agreed || (!studio.busy && !studio.exporting)) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    dialog
      .showMessageBox(window, {
        type: 'question',
        message: studio.busy ? 'A video is being made. Close anyway?' : 'A file is being exported. Close anyway?',
        detail: [
          ...(studio.busy ? ['Finished stages are kept. The job goes on when you open Stillmotion again.'] : []),
          ...(studio.exporting ? ['Exports that are not finished are given up; what they are made of is safe.'] : []),
        ].join(' '),
        buttons: ['Close', 'Keep working'],
        defaultId: 1,
        cancelId: 1,
      })
      .then(({ response }) => {
        asking = false;
        if (response !== 0) return;
        agreed = true;
        app.quit();
      })
      .catch(() => {
        asking = false;
      });
  });
}

/** Ends with the window on every platform, and only after the studio has put everything away. */
export function closeStudioBeforeQuit(studio: Pick<Studio, 'close'>): void {
  let isClosed = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    studio
      .close()
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        isClosed = true;
        app.quit();
      });
  });
}

/** How long a page that was loaded again must live before it may be loaded again. */
const crashWindowMilliseconds = 60_000;

/** A page that dies is loaded again, once; the studio and its jobs are elsewhere and go on. */
export function reloadAfterCrash(window: BrowserWindow): void {
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    const isAgain = now - lastCrash < crashWindowMilliseconds;
    lastCrash = now;
    if (!isAgain) {
      window.webContents.reload();
      return;
    }
    dialog.showErrorBox(
      'The window stopped working',
      `It ended twice in a row (${reason}). Your work is safe, and a running job goes on. Close Stillmotion and start it again.`,
    );
  });
}
