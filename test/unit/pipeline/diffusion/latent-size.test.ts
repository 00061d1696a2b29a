import { describe, expect, it } from 'vitest';
import { enlargements, latentSize } from '../../../../electron/pipeline/diffusion/latent-size.ts';

const native = { width: 512, height: 512 };

describe('latent size', () => {
  it.each([
    [
      { width: 1024, height: 1024 },
      { width: 64, height: 64 },
    ],
    [
      { width: 256, height: 256 },
      { width: 64, height: 64 },
    ],
    [
      { width: 1920, height: 1080 },
      { width: 85, height: 48 },
    ],
    [
      { width: 400, height: 1000 },
      { width: 40, height: 101 },
    ],
  ])('keeps the aspect of %o at the pixels a model was trained at', (wanted, latent) => {
    expect(latentSize(wanted, native, 8)).toEqual(latent);
  });

  it('counts enlargements until both axes are nearly covered, without a costly pass for a few pixels', () => {
    expect(enlargements({ width: 128, height: 128 }, { width: 1024, height: 1024 }, 2)).toBe(3);
    expect(enlargements({ width: 128, height: 128 }, { width: 128, height: 128 }, 2)).toBe(0);
    expect(enlargements({ width: 168, height: 96 }, { width: 1360, height: 768 }, 2)).toBe(3);
    expect(enlargements({ width: 168, height: 96 }, { width: 1700, height: 960 }, 2)).toBe(4);
  });
});
