import type { Take } from '../../../electron/contract/domain.ts';
import { type EditRecipe, picturesOf } from '../../../electron/contract/edit.ts';
import { call } from '../api/client.ts';
import { notify } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { type EditDocument, untouched } from './edit-document.ts';
import { openKept } from './pictures.ts';
import { documentOf } from './saved-edit.ts';

/** A picture and what has been done to it so far. */
export interface OpenedEdit {
  /** `id` is the hash the studio keeps it under. */
  readonly picture: { readonly bitmap: ImageBitmap; readonly id: string };
  readonly document: EditDocument;
}

/**
 * Opens a reference. One that was edited by hand opens as it was left: the picture it was made from, with layers and strokes; where a
 * picture of them is gone, the finished picture opens instead. @throws StudioError
 */
export async function openEdit({ id, master }: Pick<Take, 'id' | 'master'>, signal: AbortSignal): Promise<OpenedEdit> {
  const { recipe } = await call('references.readEdit', { takeId: id });
  if (recipe) {
    const opened = await openRecipe(recipe, signal).catch(() => null);
    if (opened) return opened;
    if (!signal.aborted) notify(t('A picture of this edit is gone: its layers are opened as one picture.'));
  }
  const picture = master.slice('asset/'.length);
  return { picture: { bitmap: await openKept(picture, signal), id: picture }, document: untouched };
}

async function openRecipe(recipe: EditRecipe, signal: AbortSignal): Promise<OpenedEdit | null> {
  const ids = picturesOf(recipe);
  const bitmaps = new Map(await Promise.all(ids.map(async (id) => [id, await openKept(id, signal)] as const)));
  const bitmap = bitmaps.get(recipe.picture);
  if (!bitmap) return null;
  const document = documentOf(recipe, (id) => bitmaps.get(id) ?? bitmap);
  return { picture: { bitmap, id: recipe.picture }, document };
}
