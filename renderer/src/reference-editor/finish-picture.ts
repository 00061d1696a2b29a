import type { Take } from '../../../electron/contract/domain.ts';
import { call, upload } from '../api/client.ts';
import { colourMatrix } from './colour.ts';
import type { EditDocument, Layer, Point } from './edit-document.ts';
import type { PaintSettings } from './paint-settings.ts';
import { runInWorker } from './picture-work.ts';
import { keepAll } from './pictures.ts';
import { bitmapsOf, recipeOf } from './saved-edit.ts';

/** Renders at full resolution in a worker, uploads, and makes the new reference take with all that was done. */
export async function savePicture(
  take: Take,
  picture: { readonly bitmap: ImageBitmap; readonly id: string },
  document: EditDocument,
): Promise<Take> {
  // Only what is seen goes to the worker: every picture that does is copied.
  const seen = { ...document, mask: [], layers: document.layers.filter(({ isHidden }) => !isHidden) };
  const { blob } = await runInWorker({ kind: 'render', picture: picture.bitmap, document: seen });
  const hashes = await keepAll(bitmapsOf(document));
  const { uploadId } = await upload(blob, 'edited-reference.png');
  const recipe = recipeOf(document, picture.id, (bitmap) => hashes.get(bitmap) ?? '');
  return call('references.saveEdit', { takeId: take.id, uploadId, recipe });
}

/** The region of the picture, or of a layer, around a point that looks alike, in the fill colour. */
export async function fillRegion(
  picture: ImageBitmap,
  document: EditDocument,
  layer: Layer | null,
  at: Point,
  { colour, tolerance }: PaintSettings,
): Promise<ImageBitmap> {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  const { region } = await runInWorker({
    kind: 'fill',
    picture: layer?.bitmap ?? picture,
    colour: layer ? null : colourMatrix(document),
    strokes: (layer ?? document).strokes,
    isLayer: layer !== null,
    at,
    tolerance,
    fill: [red, green, blue],
  });
  return region;
}
