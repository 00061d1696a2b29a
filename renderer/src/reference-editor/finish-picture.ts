import type { Take } from '../../../electron/contract/domain.ts';
import { call, upload } from '../api/client.ts';
import { colourMatrix } from './colour.ts';
import { type EditDocument, type Point, recipeOf } from './edit-document.ts';
import { pictureToOutput } from './geometry.ts';
import { paintScale } from './paint-layer.ts';
import { runInWorker } from './picture-work.ts';
import type { PaintSettings } from './stage.tsx';

/** Renders at full resolution in a worker, uploads, and makes the new reference take. */
export async function savePicture(
  take: Take,
  picture: ImageBitmap,
  paint: HTMLCanvasElement,
  document: EditDocument,
): Promise<Take> {
  const [base, painted] = await Promise.all([createImageBitmap(picture), createImageBitmap(paint)]);
  const { blob } = await runInWorker({
    kind: 'render',
    base,
    paint: painted,
    colour: colourMatrix(document),
    ...pictureToOutput(picture, document),
  });
  const { uploadId } = await upload(blob, 'edited-reference.png');
  return call('references.saveEdit', { takeId: take.id, uploadId, recipe: recipeOf(document) });
}

/** The region around a point that looks alike, in the fill colour. */
export async function fillRegion(
  picture: ImageBitmap,
  paint: HTMLCanvasElement,
  document: EditDocument,
  at: Point,
  { colour, tolerance }: PaintSettings,
): Promise<ImageBitmap> {
  const [base, painted] = await Promise.all([createImageBitmap(picture), createImageBitmap(paint)]);
  const scale = paintScale(picture);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  const { region } = await runInWorker({
    kind: 'fill',
    base,
    paint: painted,
    colour: colourMatrix(document),
    at: { x: at.x * scale, y: at.y * scale },
    tolerance,
    fill: [red, green, blue],
  });
  return region;
}
