import { type EditRecipe, maxEditPoints, type SavedStroke } from '../../../electron/contract/edit.ts';
import type { EditDocument, Layer, Stroke, StrokePoint } from './edit-document.ts';
import { thinned } from './thinned.ts';

/** Every picture a document has beside the one everything is done to. */
export function bitmapsOf({ strokes, layers }: EditDocument): ImageBitmap[] {
  const filled = (list: readonly Stroke[]) => list.flatMap((stroke) => (stroke.kind === 'fill' ? [stroke.region] : []));
  return [...filled(strokes), ...layers.flatMap((layer) => [layer.bitmap, ...filled(layer.strokes)])];
}

/**
 * A document as its take keeps it. A hand's line has many more points than its brush can show: those closer than a sixteenth of the
 * brush are left out, more if there are still too many for a recipe.
 * @param picture what everything was done to
 * @param idOf the hash under which the studio keeps a bitmap
 */
export function recipeOf(document: EditDocument, picture: string, idOf: (bitmap: ImageBitmap) => string): EditRecipe {
  const { strokes, layers, mask: _mask, ...basics } = document;
  for (let spacing = 1 / 16; ; spacing *= 2) {
    const save = (list: readonly Stroke[]): SavedStroke[] =>
      list.flatMap((stroke) => savedStroke(stroke, spacing, idOf));
    const recipe: EditRecipe = {
      format: 2,
      picture,
      ...basics,
      strokes: save(strokes),
      layers: layers.map(({ id: _id, bitmap, ...layer }) => ({
        ...layer,
        picture: idOf(bitmap),
        strokes: save(layer.strokes),
      })),
    };
    const lists = [recipe.strokes, ...recipe.layers.map((layer) => layer.strokes)].flat();
    const count = lists.reduce((sum, stroke) => sum + (stroke.kind === 'fill' ? 0 : stroke.points.length / 2), 0);
    // A stroke keeps its two ends however coarse it gets.
    if (count <= maxEditPoints || spacing > 16) return recipe;
  }
}

function savedStroke(stroke: Stroke, spacing: number, idOf: (bitmap: ImageBitmap) => string): SavedStroke[] {
  if (stroke.kind === 'invert') return [];
  if (stroke.kind === 'fill') return [{ kind: 'fill', colour: stroke.colour, picture: idOf(stroke.region) }];
  const { kind, colour, size } = stroke;
  const points = thinned(stroke.points, size * spacing);
  const hasPressure = points.some(({ pressure }) => pressure !== undefined);
  return [
    {
      kind,
      colour,
      size,
      points: points.flatMap(({ x, y }) => [rounded(x, 10), rounded(y, 10)]),
      ...(hasPressure ? { pressures: points.map(({ pressure = 1 }) => rounded(pressure, 100)) } : {}),
    },
  ];
}

/** A tenth of a pixel, a hundredth of a pen's pressure: finer than can be seen. */
const rounded = (value: number, parts: number): number => Math.round(value * parts) / parts;

/** The document of a recipe. @param bitmapOf a picture by the hash it is kept under */
export function documentOf(recipe: EditRecipe, bitmapOf: (picture: string) => ImageBitmap): EditDocument {
  const { format: _format, picture: _picture, strokes, layers, ...basics } = recipe;
  const open = (list: readonly SavedStroke[]): Stroke[] => list.map((stroke) => openedStroke(stroke, bitmapOf));
  return {
    ...basics,
    strokes: open(strokes),
    layers: layers.map(
      ({ picture, ...layer }, index): Layer => ({
        ...layer,
        id: `saved ${index}`,
        bitmap: bitmapOf(picture),
        strokes: open(layer.strokes),
      }),
    ),
    mask: [],
  };
}

function openedStroke(stroke: SavedStroke, bitmapOf: (picture: string) => ImageBitmap): Stroke {
  if (stroke.kind === 'fill') return { kind: 'fill', colour: stroke.colour, region: bitmapOf(stroke.picture) };
  const { kind, colour, size, points, pressures } = stroke;
  const places = Array.from({ length: points.length / 2 }, (_, index): StrokePoint => {
    const at = { x: points[2 * index] ?? 0, y: points[2 * index + 1] ?? 0 };
    return pressures ? { ...at, pressure: pressures[index] ?? 1 } : at;
  });
  return { kind, colour, size, points: places };
}
