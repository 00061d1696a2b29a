import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Layer } from '../../../../renderer/src/reference-editor/edit-document.ts';
import { transform } from '../../../../renderer/src/reference-editor/geometry.ts';
import {
  angleTo,
  boundedScale,
  cornerOf,
  dragCorner,
  firstPlace,
  heldAngle,
  layerCorners,
  layerToPicture,
  liftedLayer,
} from '../../../../renderer/src/reference-editor/layers.ts';

const picture = { width: 1000, height: 600 };
const sizes = fc.record({ width: fc.integer({ min: 8, max: 4000 }), height: fc.integer({ min: 8, max: 4000 }) });
const places = fc.record({
  x: fc.double({ min: -500, max: 1500, noNaN: true }),
  y: fc.double({ min: -500, max: 1500, noNaN: true }),
  scale: fc.double({ min: 0.1, max: 3, noNaN: true }),
  rotateDegrees: fc.double({ min: -179, max: 180, noNaN: true }),
});
const target = fc.record({
  x: fc.double({ min: -900, max: 1900, noNaN: true }),
  y: fc.double({ min: -900, max: 1900, noNaN: true }),
});
const opposite = { nw: 'se', ne: 'sw', se: 'nw', sw: 'ne' } as const;

describe('a layer', () => {
  test('turns and grows about its middle, clockwise', () => {
    const layer = { width: 200, height: 100 };
    const place = { x: 300, y: 200, scale: 0.5, rotateDegrees: 90 };
    expect(transform(layerToPicture(layer, place), { x: 100, y: 50 })).toEqual({ x: 300, y: 200 });
    const corner = cornerOf(layer, place, 'nw');
    expect([corner.x, corner.y]).toEqual([expect.closeTo(325), expect.closeTo(150)]);
  });

  test('dragged by a corner keeps the opposite one where it is, and stays large enough to be grasped', () => {
    fc.assert(
      fc.property(sizes, places, fc.constantFrom(...layerCorners), target, (layer, place, corner, to) => {
        const next = dragCorner(layer, place, corner, to, picture);
        const [before, after] = [cornerOf(layer, place, opposite[corner]), cornerOf(layer, next, opposite[corner])];
        expect(after.x).toBeCloseTo(before.x, 4);
        expect(after.y).toBeCloseTo(before.y, 4);
        expect(next.scale * Math.max(layer.width, layer.height)).toBeGreaterThanOrEqual(7.999);
        expect(next.scale).toBe(boundedScale(next.scale, layer, picture));
      }),
    );
  });

  test('dragged by a corner to where a corner would be gives that size', () => {
    const layer = { width: 200, height: 100 };
    const place = { x: 300, y: 200, scale: 1, rotateDegrees: 30 };
    const wanted = { ...place, scale: 2 };
    const offset = {
      x: cornerOf(layer, place, 'nw').x - cornerOf(layer, wanted, 'nw').x,
      y: cornerOf(layer, place, 'nw').y - cornerOf(layer, wanted, 'nw').y,
    };
    const to = cornerOf(layer, { ...wanted, x: wanted.x + offset.x, y: wanted.y + offset.y }, 'se');
    expect(dragCorner(layer, place, 'se', to, picture).scale).toBeCloseTo(2);
  });

  test('brought in is seen whole in the middle, never enlarged', () => {
    fc.assert(
      fc.property(sizes, (layer) => {
        const { x, y, scale } = firstPlace(layer, { middle: { x: 500, y: 300 }, size: picture });
        expect([x, y]).toEqual([500, 300]);
        expect(scale).toBeLessThanOrEqual(1);
        expect(scale * layer.width).toBeLessThanOrEqual(picture.width);
        expect(scale * layer.height).toBeLessThanOrEqual(picture.height);
      }),
    );
  });

  test('turned nearly straight is held there; the angle is that of the hand', () => {
    expect([heldAngle(88), heldAngle(272), heldAngle(45), heldAngle(-180)]).toEqual([90, -90, 45, 180]);
    const middle = { x: 10, y: 10 };
    expect([angleTo(middle, { x: 10, y: 0 }), angleTo(middle, { x: 20, y: 10 })]).toEqual([0, 90]);
  });
});

test('the pile is reordered one at a time, and its ends are ends', () => {
  const bitmap = { width: 4, height: 4, close() {} };
  const layer = (id: string): Layer => ({
    ...{ id, name: id, bitmap, x: 0, y: 0, scale: 1, rotateDegrees: 0, opacity: 1, isHidden: false, strokes: [] },
  });
  const pile = [layer('a'), layer('b'), layer('c')];
  const ids = (layers: readonly Layer[]) => layers.map(({ id }) => id).join('');
  expect(ids(liftedLayer(pile, 'a', 1))).toBe('bac');
  expect(ids(liftedLayer(pile, 'c', -1))).toBe('acb');
  expect(liftedLayer(pile, 'c', 1)).toBe(pile);
  expect(liftedLayer(pile, 'x', 1)).toBe(pile);
});
