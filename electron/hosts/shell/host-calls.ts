import { randomUUID } from 'node:crypto';
import { copyFile, link, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, shell } from 'electron';
import type { HostHandlers } from '../../contract/calls.ts';
import type { MediaRef } from '../../contract/domain.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Studio } from '../../studio/types.ts';
import { safeFileName } from '../web/files.ts';

/** What the desktop can do that a browser tab cannot. */
export function createHostHandlers(studio: Studio, window: BrowserWindow, icon: string): HostHandlers {
  /** Where the person had files saved: the page may have these shown, and learns of no others. */
  const saved = new Set<string>();
  return {
    'host.info': async () => ({
      kind: 'electron',
      canDragOut: true,
      canSaveAs: true,
      canChoosePaths: true,
      canReveal: true,
    }),

    'host.choosePaths': async ({ kind }) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        properties: kind === 'folder' ? ['openDirectory', 'multiSelections'] : ['openFile', 'multiSelections'],
        ...(kind === 'files' ? { filters: [{ name: 'Safetensors', extensions: ['safetensors'] }] } : {}),
      });
      return { paths: canceled ? [] : filePaths };
    },

    'host.startDrag': async ({ media, fileName }) => {
      window.webContents.startDrag({ file: await namedCopy(studio, media, fileName), icon });
      return {};
    },

    'host.saveAs': async ({ media, fileName }) => {
      await requireMedia(studio, media);
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: join(app.getPath('downloads'), safeFileName(fileName)),
      });
      if (canceled || !filePath) return { savedTo: null };
      await studio.saveMediaAs(media, filePath);
      saved.add(filePath);
      return { savedTo: filePath };
    },

    'host.revealInFolder': async ({ path }) => {
      if (!saved.has(path)) throw new StudioError('forbidden', 'Only files that were saved from here can be shown.');
      if ((await lstat(path).catch(() => null)) === null) {
        throw new StudioError('not-found', `${path} is not there any more. Save the file again.`);
      }
      shell.showItemInFolder(path);
      return {};
    },
  };
}

/** Assets are named by their hash; what is dragged out has the name people know. A link where the disk allows it. */
async function namedCopy(studio: Studio, media: MediaRef, fileName: string): Promise<string> {
  const { path } = await requireMedia(studio, media);
  const folder = join(app.getPath('temp'), 'stillmotion-drag', randomUUID());
  await mkdir(folder, { recursive: true });
  const target = join(folder, safeFileName(fileName));
  await link(path, target).catch(() => copyFile(path, target));
  return target;
}

async function requireMedia(studio: Studio, media: MediaRef): Promise<{ readonly path: string }> {
  const found = await studio.resolveMedia(media);
  if (found === null) throw new StudioError('not-found', 'This file does not exist any more.');
  return found;
}
