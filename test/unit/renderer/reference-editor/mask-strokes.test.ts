import { describe, expect, it } from 'vitest';
import { maskSchema, maxMaskPoints, paintMask } from '../../../../electron/contract/mask.ts';
import { isSamePicture, type Stroke, untouched } from '../../../../renderer/src/reference-editor/edit-document.ts';
import { maskOf } from '../../../../renderer/src/reference-editor/mask-strokes.ts';

const picture = { width: 400, height: 200 };
const brush = (points: readonly { x: number; y: number }[], size = 40): Stroke => ({
  kind: 'brush',
  colour: '#000000',
  size,
  points,
});
const centreOf = (mask: Parameters<typeof paintMask>[0], size: { width: number; height: number }) => {
  let [sumX, sumY, count] = [0, 0, 0];
  for (const [pixel, inside] of paintMask(mask, size).entries()) {
    if (!inside) continue;
    sumX += (pixel % size.width) + 0.5;
    sumY += Math.floor(pixel / size.width) + 0.5;
    count += 1;
  }
  return { x: sumX / count, y: sumY / count, radius: Math.sqrt(count / Math.PI) };
};

describe('the painted mask as the studio takes it', () => {
  it('lies where it was seen after cropping, turning and mirroring (would catch a mask beside its place)', () => {
    const mask = [brush([{ x: 100, y: 150 }])];
    expect(centreOf(maskOf({ ...untouched, mask }, picture), picture)).toMatchObject({
      x: expect.closeTo(100, 0),
      y: expect.closeTo(150, 0),
      radius: expect.closeTo(20, 0),
    });
    const cropped = { ...untouched, mask, crop: { x: 0.2, y: 0.5, width: 0.5, height: 0.5 } };
    expect(centreOf(maskOf(cropped, picture), { width: 200, height: 100 })).toMatchObject({
      x: expect.closeTo(20, 0),
      y: expect.closeTo(50, 0),
      radius: expect.closeTo(20, 0),
    });
    const turned = { ...untouched, mask, rotateDegrees: 90 };
    expect(centreOf(maskOf(turned, picture), { width: 200, height: 400 })).toMatchObject({
      x: expect.closeTo(50, 0),
      y: expect.closeTo(100, 0),
    });
    const mirrored = { ...untouched, mask, flipHorizontal: true };
    expect(centreOf(maskOf(mirrored, picture), picture)).toMatchObject({ x: expect.closeTo(300, 0) });
  });

  it('keeps the order of painting, erasing and inverting', () => {
    const spot = [{ x: 10, y: 10 }];
    const mask: Stroke[] = [
      brush(spot),
      { ...brush(spot), kind: 'eraser' } as Stroke,
      { kind: 'invert', colour: '#000000' },
    ];
    expect(maskOf({ ...untouched, mask }, picture).map(({ kind }) => kind)).toEqual(['paint', 'erase', 'invert']);
  });

  it('of an hour’s scribbling is still taken (would catch a refusal after much work)', () => {
    const scribble = Array.from({ length: 60_000 }, (_, step) => ({
      x: 200 + 190 * Math.sin(step / 37),
      y: 100 + 90 * Math.cos(step / 1013),
    }));
    const mask = maskOf({ ...untouched, mask: [brush(scribble, 6)] }, picture);
    expect(maskSchema.safeParse(mask).success).toBe(true);
    const points = mask.reduce((sum, mark) => sum + (mark.kind === 'invert' ? 0 : mark.points.length), 0);
    expect(points).toBeLessThanOrEqual(maxMaskPoints);
    expect(points).toBeGreaterThan(100);
  });

  it('does not make another picture of it', () => {
    expect(isSamePicture({ ...untouched, mask: [brush([{ x: 1, y: 1 }])] }, untouched)).toBe(true);
    expect(isSamePicture({ ...untouched, exposure: 0.1 }, untouched)).toBe(false);
    expect(isSamePicture({ ...untouched, strokes: [brush([{ x: 1, y: 1 }])] }, untouched)).toBe(false);
  });
});
