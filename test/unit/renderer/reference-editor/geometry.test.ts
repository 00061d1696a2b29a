import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type EditDocument,
  flipAcross,
  flipDown,
  normalDegrees,
  splitTurn,
  turnRight,
  untouched,
} from '../../../../renderer/src/reference-editor/edit-document.ts';
import {
  frameSize,
  invert,
  pictureToFrame,
  pictureToOutput,
  transform,
} from '../../../../renderer/src/reference-editor/geometry.ts';

const pictures = fc.record({ width: fc.integer({ min: 8, max: 4000 }), height: fc.integer({ min: 8, max: 4000 }) });
const turns = fc.record({
  rotateDegrees: fc.double({ min: -179, max: 180, noNaN: true }),
  flipHorizontal: fc.boolean(),
  flipVertical: fc.boolean(),
});

describe('turning a picture', () => {
  test('leaves no empty corner: every corner of the frame shows the picture', () => {
    fc.assert(
      fc.property(pictures, turns, (picture, turn) => {
        const frame = frameSize(picture, turn);
        const back = invert(pictureToFrame(picture, turn));
        for (const corner of [
          { x: 0, y: 0 },
          { x: frame.width, y: 0 },
          { x: 0, y: frame.height },
          { x: frame.width, y: frame.height },
        ]) {
          const { x, y } = transform(back, corner);
          expect(x).toBeGreaterThan(-1e-6 * picture.width);
          expect(x).toBeLessThan(picture.width * (1 + 1e-6));
          expect(y).toBeGreaterThan(-1e-6 * picture.height);
          expect(y).toBeLessThan(picture.height * (1 + 1e-6));
        }
      }),
    );
  });

  test('a quarter turn to the right brings the top left corner to the top right', () => {
    const document: EditDocument = { ...untouched, ...turnRight(untouched) };
    const at = transform(pictureToFrame({ width: 300, height: 200 }, document), { x: 0, y: 0 });
    expect(frameSize({ width: 300, height: 200 }, document)).toEqual({ width: 200, height: 300 });
    expect(at.x).toBeCloseTo(200);
    expect(at.y).toBeCloseTo(0);
  });

  test('four quarter turns, or two flips, are nothing', () => {
    const crop = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
    const apply = (document: EditDocument, step: (document: EditDocument) => Partial<EditDocument>): EditDocument => ({
      ...document,
      ...step(document),
    });
    let turned: EditDocument = { ...untouched, crop };
    for (let quarter = 0; quarter < 4; quarter += 1) turned = apply(turned, turnRight);
    for (const document of [
      turned,
      apply(apply({ ...untouched, crop }, flipAcross), flipAcross),
      apply(apply({ ...untouched, crop }, flipDown), flipDown),
    ]) {
      expect(document.rotateDegrees + 0).toBe(0);
      expect(document.crop?.x).toBeCloseTo(crop.x);
      expect(document.crop?.y).toBeCloseTo(crop.y);
      expect(document.crop?.width).toBeCloseTo(crop.width);
    }
  });

  test('a flip mirrors what is seen, also after a turn', () => {
    fc.assert(
      fc.property(
        pictures,
        turns,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (picture, turn, u, v) => {
          const before = { ...untouched, ...turn, rotateDegrees: Math.round(turn.rotateDegrees) };
          // At exactly 45° either reading of the quarters is right, and the frame may swap sides.
          fc.pre(Math.abs(splitTurn(before.rotateDegrees).lean) !== 45);
          const after = { ...before, ...flipAcross(before) };
          const point = { x: u * picture.width, y: v * picture.height };
          const seen = transform(pictureToFrame(picture, before), point);
          const mirrored = transform(pictureToFrame(picture, after), point);
          expect(mirrored.x).toBeCloseTo(frameSize(picture, before).width - seen.x, 4);
          expect(mirrored.y).toBeCloseTo(seen.y, 4);
        },
      ),
    );
  });

  test('degrees stay between −180 and 180', () => {
    expect(normalDegrees(270)).toBe(-90);
    expect(normalDegrees(-180)).toBe(180);
    expect(splitTurn(100)).toEqual({ quarters: 1, lean: 10 });
  });
});

test('the finished picture has the size of its crop, in whole pixels', () => {
  const document = { ...untouched, crop: { x: 0.25, y: 0, width: 0.5, height: 1 } };
  const { size, matrix } = pictureToOutput({ width: 101, height: 60 }, document);
  expect(size).toEqual({ width: 51, height: 60 });
  expect(transform(matrix, { x: 25, y: 0 })).toEqual({ x: 0, y: 0 });
});
