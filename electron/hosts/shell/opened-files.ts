import { basename } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import { StudioError } from '../../contract/errors.ts';
import type { StudioEvent } from '../../contract/events.ts';
import type { Studio } from '../../studio/types.ts';
import { filesToOpen, openableExtensions } from './files-to-open.ts';

/** Pictures and projects the person opens with the app, from the dock, a double click or a second start. */
export interface OpenedFiles {
  /** From now on, opened files go to the page; those that waited go at once. */
  connect(studio: Studio, send: (event: StudioEvent) => void): void;
  open(path: string): void;
}

/** Must be called before the app is ready: macOS names the file of a double click that early. */
export function collectOpenedFiles(): OpenedFiles {
  const waiting = filesToOpen(process.argv);
  let take = (path: string): void => void waiting.push(path);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(path);
  });
  return {
    open: (path) => take(path),
    connect(studio, send) {
      take = (path) => {
        studio
          .acceptFile(path)
          .then(({ uploadId }) => send({ type: 'file.opened', uploadId, fileName: basename(path) }))
          .catch((error: unknown) =>
            dialog.showErrorBox('This file cannot be opened', StudioError.from(error).message),
          );
      };
      for (const path of waiting.splice(0)) take(path);
    },
  };
}

/** File → Open… */
export async function chooseFiles(window: BrowserWindow, files: OpenedFiles): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    filters: [{ name: 'Pictures, projects, exported clips', extensions: [...openableExtensions] }],
  });
  for (const path of filePaths) files.open(path);
}
