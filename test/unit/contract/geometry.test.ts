import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSize, interpolatedFrameCount, presets, stagesBetween } from '../../../electron/contract/geometry.ts';

describe('geometry', () => {
  it('keeps the paper geometry: 1024 → 600×32 → 1048 → 94 (would catch an off-by-one in the frame count)', () => {
    const { referenceSize, keyframeSize, keyframes, refinedSize, interpolationFactor, fps } = presets.paper;
    expect([referenceSize, keyframeSize, keyframes, refinedSize, fps]).toEqual([1024, 600, 32, 1048, 24]);
    expect(interpolatedFrameCount(keyframes, interpolationFactor)).toBe(94);
    expect(interpolatedFrameCount(presets.draft.keyframes, presets.draft.interpolationFactor)).toBe(22);
    expect(fitSize({ width: 512, height: 512 }, keyframeSize)).toEqual({ width: 600, height: 600 });
  });

  it('leaves a single frame alone (would catch −2 frames for a still)', () => {
    expect(interpolatedFrameCount(1, 3)).toBe(1);
  });

  it('always gives multiples of 8 near the asked area, whatever the aspect (would catch sizes a network cannot take)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 64, max: 2160 }),
        (width, height, edge) => {
          const size = fitSize({ width, height }, edge);
          expect(size.width % 8).toBe(0);
          expect(size.height % 8).toBe(0);
          const ratio = (size.width * size.height) / (edge * edge);
          expect(ratio).toBeGreaterThan(0.75);
          expect(ratio).toBeLessThan(1.25);
        },
      ),
    );
  });

  it('refuses sizes that are not sizes (would catch NaN reaching a graph)', () => {
    expect(() => fitSize({ width: 0, height: 10 }, 512)).toThrow(RangeError);
    expect(() => fitSize({ width: Number.NaN, height: 10 }, 512)).toThrow(RangeError);
    expect(() => fitSize({ width: 10, height: 10 }, Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  it('plans stages in order and none backwards (would catch a rerun that starts above its parent)', () => {
    expect(stagesBetween('i2v', 'vfi')).toEqual(['i2v', 'v2v', 'vfi']);
    expect(stagesBetween('v2v', 'v2v')).toEqual(['v2v']);
    expect(stagesBetween('vfi', 't2i')).toEqual([]);
  });
});
