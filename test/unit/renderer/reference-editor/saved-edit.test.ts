import { describe, expect, test } from 'vitest';
import { editRecipeSchema, maxEditPoints } from '../../../../electron/contract/edit.ts';
import { type EditDocument, type Stroke, untouched } from '../../../../renderer/src/reference-editor/edit-document.ts';
import { smoothed, widthAt } from '../../../../renderer/src/reference-editor/paint-layer.ts';
import { bitmapsOf, documentOf, recipeOf } from '../../../../renderer/src/reference-editor/saved-edit.ts';

const bitmap = (width: number): ImageBitmap => ({ width, height: 10, close() {} });
const [boat, sky, patch] = [bitmap(1), bitmap(2), bitmap(3)];
const ids = new Map([
  [boat, 'b0'.repeat(32)],
  [sky, '50'.repeat(32)],
  [patch, 'fa'.repeat(32)],
]);
const idOf = (one: ImageBitmap): string => ids.get(one) ?? '';
const bitmapOf = (id: string): ImageBitmap => [...ids].find(([, known]) => known === id)?.[0] ?? bitmap(0);
const picture = '00'.repeat(32);

const pen: Stroke = {
  kind: 'brush',
  colour: '#FFB454',
  size: 4,
  points: [
    { x: 1, y: 1, pressure: 0.25 },
    { x: 30.5, y: 8, pressure: 1 },
  ],
};
const document: EditDocument = {
  ...untouched,
  crop: { x: 0.1, y: 0, width: 0.5, height: 1 },
  exposure: 0.3,
  strokes: [pen, { kind: 'fill', colour: '#6FCF97', region: patch }],
  layers: [
    {
      ...{ id: 'saved 0', name: 'boat', bitmap: boat, x: 5, y: 6, scale: 2, rotateDegrees: -12 },
      ...{ opacity: 0.5, isHidden: true },
      strokes: [
        { kind: 'eraser', colour: '#FFFFFF', size: 3, points: [{ x: 2, y: 2 }] },
        { kind: 'fill', colour: '#6FCF97', region: sky },
      ],
    },
  ],
};

describe('an edit as its take keeps it', () => {
  test('is the same document when it is opened again, but for the mask', () => {
    const recipe = recipeOf({ ...document, mask: [pen] }, picture, idOf);
    expect(editRecipeSchema.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    expect(documentOf(recipe, bitmapOf)).toEqual(document);
  });

  test('names every picture it needs', () => {
    expect(bitmapsOf(document)).toEqual([patch, boat, sky]);
  });

  test('of an hour’s scribbling on picture and layer is still taken (would catch a refusal after much work)', () => {
    const scribble: Stroke = {
      ...{ kind: 'brush', colour: '#000000', size: 6 },
      points: Array.from({ length: 200_000 }, (_, step) => ({
        x: 500 + 490 * Math.sin(step / 37),
        y: 300 + 290 * Math.cos(step / 1013),
        pressure: (step % 100) / 100,
      })),
    };
    const layers = document.layers.map((layer) => ({ ...layer, strokes: [scribble] }));
    const recipe = recipeOf({ ...document, strokes: [scribble], layers }, picture, idOf);
    expect(editRecipeSchema.safeParse(recipe).success).toBe(true);
    const [line] = recipe.strokes;
    if (line?.kind === 'fill' || !line) throw new Error('no line');
    expect(line.points.length).toBeGreaterThan(1_000);
    expect(line.points.length / 2).toBeLessThanOrEqual(maxEditPoints);
    expect(line.pressures).toHaveLength(line.points.length / 2);
  });
});

describe('pen pressure', () => {
  test('makes a line thinner, never nothing; a mouse draws the whole width', () => {
    expect(widthAt(undefined, 10)).toBe(10);
    expect(widthAt(1, 10)).toBe(10);
    expect(widthAt(0.5, 10)).toBeLessThan(6);
    expect(widthAt(0, 10)).toBeGreaterThan(1);
  });

  test('goes evenly from point to point, from the first to the last', () => {
    const line = smoothed([
      { x: 0, y: 0, pressure: 0 },
      { x: 10, y: 0, pressure: 0.5 },
      { x: 20, y: 0, pressure: 1 },
    ]);
    expect([line[0], line.at(-1)]).toEqual([
      { x: 0, y: 0, pressure: 0 },
      { x: 20, y: 0, pressure: 1 },
    ]);
    const rises = line.map(({ pressure = 0 }, index) => pressure - (line[index - 1]?.pressure ?? 0));
    expect(Math.min(...rises)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...rises)).toBeLessThan(0.25);
  });
});
