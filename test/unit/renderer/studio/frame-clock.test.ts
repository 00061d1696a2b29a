import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clampRange, frameAt, seekTime, stepFrame } from '../../../../renderer/src/studio/frame-clock.ts';
import { trimmedFrames } from '../../../../renderer/src/studio/preview/playback.ts';

const clips = fc.record({
  frames: fc.integer({ min: 1, max: 500 }),
  fps: fc.constantFrom(8, 12, 23.976, 24, 25, 29.97, 30, 60, 120),
});

describe('frames and times', () => {
  test('seeking to a frame shows that frame, whatever the rate', () => {
    fc.assert(
      fc.property(clips, fc.nat(), (clip, pick) => {
        const frame = pick % clip.frames;
        expect(frameAt(seekTime(frame, clip), clip)).toBe(frame);
        expect(frameAt(frame / clip.fps, clip)).toBe(frame);
      }),
    );
  });

  test('a start reported half a millisecond early still counts as that frame', () => {
    expect(frameAt(41 / 24 - 0.0005, { frames: 94, fps: 24 })).toBe(41);
  });

  test('stepping stays in the range, or comes round', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.nat(50),
        fc.nat(50),
        fc.integer({ min: -99, max: 99 }),
        fc.boolean(),
        (a, b, at, by, loop) => {
          const range = { first: Math.min(a, b), last: Math.max(a, b) };
          const start = Math.min(range.last, Math.max(range.first, at));
          const next = stepFrame(start, by, range, loop);
          expect(next).toBeGreaterThanOrEqual(range.first);
          expect(next).toBeLessThanOrEqual(range.last);
        },
      ),
    );
    expect(stepFrame(7, 1, { first: 2, last: 7 }, true)).toBe(2);
    expect(stepFrame(7, 1, { first: 2, last: 7 }, false)).toBe(7);
  });

  test('a trim in seconds is whole frames, never none', () => {
    fc.assert(
      fc.property(
        clips,
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        (clip, from, to) => {
          const { first, last } = trimmedFrames(clip, { from, to });
          expect(first).toBeGreaterThanOrEqual(0);
          expect(last).toBeGreaterThanOrEqual(first);
          expect(last).toBeLessThan(clip.frames);
        },
      ),
    );
    expect(trimmedFrames({ frames: 94, fps: 24 }, { from: 10 / 24, to: 20 / 24 })).toEqual({ first: 10, last: 19 });
    expect(clampRange(null, { frames: 94, fps: 24 })).toEqual({ first: 0, last: 93 });
  });
});
