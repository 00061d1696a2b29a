import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blendWindows,
  type ContextWindow,
  contextWindows,
} from '../../../../electron/pipeline/diffusion/context-windows.ts';
import { type FloatTensor, floatTensor, take } from '../../../../electron/pipeline/diffusion/tensors.ts';

const options = fc
  .record({ frames: fc.integer({ min: 1, max: 200 }), size: fc.integer({ min: 1, max: 40 }), loop: fc.boolean() })
  .chain((rest) => fc.integer({ min: 0, max: rest.size - 1 }).map((overlap) => ({ ...rest, overlap })));

/** How many frames a window shares with the next. */
const shared = (a: ContextWindow | undefined, b: ContextWindow | undefined) =>
  a?.frames.filter((frame) => b?.frames.includes(frame)).length ?? 0;

describe('context windows', () => {
  it('hold every frame, are of one length and never longer than the motion modules reach', () => {
    fc.assert(
      fc.property(options, ({ frames, ...rest }) => {
        const windows = contextWindows(frames, rest);
        const length = Math.min(frames, rest.size);
        for (const window of windows) {
          expect(window.frames).toHaveLength(length);
          expect(window.weights).toHaveLength(length);
          expect(new Set(window.frames).size).toBe(length);
          for (const weight of window.weights) expect(weight).toBeGreaterThan(0);
        }
        expect(new Set(windows.flatMap((window) => window.frames))).toEqual(
          new Set(Array.from({ length: frames }, (_, frame) => frame)),
        );
      }),
    );
  });

  it('overlap as asked, around the seam of a loop too, with no more windows than that needs', () => {
    fc.assert(
      fc.property(options, ({ frames, size, overlap, loop }) => {
        const windows = contextWindows(frames, { size, overlap, loop });
        if (frames <= size) {
          expect(windows).toHaveLength(1);
          return;
        }
        for (const [index, window] of windows.slice(0, -1).entries()) {
          expect(shared(window, windows[index + 1])).toBeGreaterThanOrEqual(overlap);
        }
        if (loop) expect(shared(windows.at(-1), windows[0])).toBeGreaterThanOrEqual(overlap);
        else expect([windows[0]?.frames[0], windows.at(-1)?.frames.at(-1)]).toEqual([0, frames - 1]);
        const covered = (windows.length - 1) * (size - overlap) + (loop ? 0 : size);
        expect(covered).toBeLessThan(frames + size - overlap);
      }),
    );
  });

  it('keep the frames of a window in a row', () => {
    for (const { frames } of contextWindows(50, { size: 16, overlap: 4, loop: true })) {
      for (const [at, frame] of frames.slice(1).entries()) expect(frame).toBe(((frames[at] ?? 0) + 1) % 50);
    }
  });

  it('refuses windows that could not move on', () => {
    expect(() => contextWindows(50, { size: 16, overlap: 16 })).toThrow(/16 frames/);
    expect(() => contextWindows(50, { size: 0, overlap: 0 })).toThrow();
  });
});

describe('blending windows', () => {
  const whole = (frames: number): FloatTensor => {
    const dims = [2, 3, frames, 1, 2];
    return floatTensor(
      dims,
      Float32Array.from({ length: 12 * frames }, (_, index) => Math.sin(index)),
    );
  };

  it('of windows that agree gives the clip back, in every row and channel', () => {
    fc.assert(
      fc.property(options, ({ frames, ...rest }) => {
        const clip = whole(frames);
        const windows = contextWindows(frames, rest);
        const blended = blendWindows(
          windows.map((window) => take(clip, 2, window.frames)),
          windows,
          frames,
        );
        expect(blended.dims).toEqual(clip.dims);
        for (const [index, value] of blended.data.entries())
          expect(value).toBeCloseTo(clip.data[index] ?? Number.NaN, 5);
      }),
      { numRuns: 30 },
    );
  });

  it('weighs by place: the frame nearer to its window’s middle counts more', () => {
    const windows = contextWindows(6, { size: 4, overlap: 2 });
    expect(windows.map(({ frames }) => frames)).toEqual([
      [0, 1, 2, 3],
      [2, 3, 4, 5],
    ]);
    const constant = (value: number) => floatTensor([1, 1, 4, 1, 1], new Float32Array(4).fill(value));
    const { data } = blendWindows([constant(0), constant(3)], windows, 6);
    // Frame 2 has weight 2 in the first window and 1 in the second, frame 3 the other way round.
    expect(Array.from(data)).toEqual([0, 0, 1, 2, 3, 3]);
  });
});
