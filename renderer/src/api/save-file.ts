import { create } from 'zustand';
import type { ExportedFile } from '../../../electron/contract/domain.ts';
import { call, mediaUrl } from './client.ts';

export interface SavedFile {
  readonly fileName: string;
  /** Where the person had it saved; null in a browser, which keeps that to itself. */
  readonly path: string | null;
}

/** Where files of this page were saved, by their media reference: so that they can be shown in their folder. */
export const useSavedFiles = create<Readonly<Record<string, string>>>()(() => ({}));

/** Hands a finished file to the person: asked for a place in the desktop app, downloaded in a browser. null: no place was chosen. @throws StudioError */
export async function saveFile({ media, fileName }: ExportedFile): Promise<SavedFile | null> {
  const { canSaveAs } = await call('host.info', {});
  if (canSaveAs) {
    const { savedTo } = await call('host.saveAs', { media, fileName });
    if (savedTo === null) return null;
    useSavedFiles.setState({ [media]: savedTo });
    return { fileName, path: savedTo };
  }
  const link = document.createElement('a');
  link.href = mediaUrl(media, { download: fileName });
  link.download = fileName;
  link.click();
  return { fileName, path: null };
}
