import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DrawnAfter, withDetail } from '../../../../electron/pipeline/pictures/detail.ts';
import type { Frame } from '../../../../electron/pipeline/ports.ts';

const size = { width: 16, height: 12 };
const frame = (level: (x: number, y: number) => number, { width, height } = size): Frame => ({
  width,
  height,
  data: Uint8Array.from({ length: 3 * width * height }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return level(pixel % width, Math.floor(pixel / width));
  }),
});
const checks = frame((x, y) => ((x + y) % 2 === 0 ? 90 : 150));
const grey = frame(() => 120);
const all = { size: { width: 2, height: 2 }, shares: Float32Array.of(1, 1, 1, 1) };
/** A fine pattern which the VAE returns as flat grey, and which diffusion left alone. */
const untouched: DrawnAfter = { drawn: grey, enlarged: grey, returned: grey, shown: checks, known: all };
const row = (picture: Frame, y: number) => [...picture.data.subarray(3 * 16 * y, 3 * 16 * (y + 1))];

describe('withDetail', () => {
  it('gives the picture itself where diffusion left alone what it was shown', () => {
    expect(withDetail(untouched)).toEqual(checks);
  });

  it('keeps a change of colour that diffusion made, over the detail', () => {
    const darker = frame(() => 115);
    const found = withDetail({ ...untouched, drawn: darker, enlarged: darker });
    expect(found).toEqual(frame((x, y) => ((x + y) % 2 === 0 ? 85 : 145)));
  });

  it('gives what diffusion drew where it drew something else, or where nothing was known', () => {
    const redrawn = frame((x) => (x < 8 ? 120 : 220));
    const half = withDetail({ ...untouched, drawn: redrawn, enlarged: redrawn });
    expect(row(half, 5).slice(0, 12)).toEqual(row(checks, 5).slice(0, 12));
    expect(row(half, 5).slice(36)).toEqual(row(redrawn, 5).slice(36));
    const known = { ...all, shares: Float32Array.of(1, 0, 1, 0) };
    expect(row(withDetail({ ...untouched, known }), 5)).toEqual([
      ...row(checks, 5).slice(0, 24),
      ...row(grey, 5).slice(24),
    ]);
  });

  it('works at a larger size than diffusion drew at: detail comes from the large picture', () => {
    const large = { width: 40, height: 30 };
    const fine = frame((x, y) => ((x * y) % 3) * 50 + 40, large);
    expect(withDetail({ ...untouched, enlarged: frame(() => 120, large), shown: fine })).toEqual(fine);
  });

  it('never leaves the range between what was shown, changed, and what was drawn', () => {
    const levels = fc.uint8Array({ minLength: 3 * 16, maxLength: 3 * 16 });
    const picture = (data: Uint8Array): Frame => ({ width: 4, height: 4, data });
    const share = fc.float({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(levels, levels, levels, share, (drawn, returned, shown, known) => {
        const made = withDetail({
          drawn: picture(drawn),
          enlarged: picture(drawn),
          returned: picture(returned),
          shown: picture(shown),
          known: { size: { width: 1, height: 1 }, shares: Float32Array.of(known) },
        });
        for (const [at, level] of made.data.entries()) {
          const changed = (shown[at] ?? 0) + (drawn[at] ?? 0) - (returned[at] ?? 0);
          const ends = [changed, drawn[at] ?? 0].map((end) => Math.min(255, Math.max(0, end)));
          expect(level).toBeGreaterThanOrEqual(Math.min(...ends));
          expect(level).toBeLessThanOrEqual(Math.max(...ends));
        }
      }),
    );
  });
});
