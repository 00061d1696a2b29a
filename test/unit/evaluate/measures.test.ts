import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../electron/pipeline/ports.ts';
import { blended, gradientEnergy, psnr, temporalError } from '../../evaluate/measures.ts';
import { enlarged, shrunk } from '../../evaluate/resample.ts';
import { markdown, reached, withTable } from '../../evaluate/row.ts';
import { cut, joined } from '../../evaluate/tiles.ts';

function frame(width: number, height: number, level: (x: number, y: number) => number): Frame {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return level(pixel % width, Math.floor(pixel / width));
  });
  return { width, height, data };
}
const flat = (level: number): Frame => frame(16, 12, () => level);

describe('measures', () => {
  it('psnr is that of the definition, and can leave the rim out', () => {
    expect(psnr(flat(110), flat(100))).toBeCloseTo(20 * Math.log10(255 / 10), 6);
    expect(psnr(flat(100), flat(100))).toBe(99);
    const spoilt = frame(16, 12, (x, y) => (x === 0 || y === 11 ? 0 : 100));
    expect(psnr(spoilt, flat(100), 1)).toBe(99);
    expect(psnr(spoilt, flat(100))).toBeLessThan(20);
  });

  it('psnr refuses frames of different sizes instead of comparing what does not belong together', () => {
    expect(() =>
      psnr(
        flat(1),
        frame(12, 16, () => 1),
      ),
    ).toThrow(/16×12|12×16/);
  });

  it('gradient energy falls when a picture is blurred and is that of a ramp', () => {
    expect(gradientEnergy(frame(32, 32, (x) => 5 * x))).toBeCloseTo((5 / 255) ** 2, 9);
    const checks = frame(32, 32, (x, y) => 255 * ((x + y) % 2));
    expect(gradientEnergy(shrunk(checks, 32, 32, 1))).toBeLessThan(0.1 * gradientEnergy(checks));
  });

  it('temporal error counts what flickers, not what moves, and not what is wrong but steady', () => {
    const truth = [0, 1, 2].map((shift) => frame(16, 12, (x) => 10 * ((x + shift) % 16)));
    const darker = truth.map((one) => ({ ...one, data: one.data.map((level) => level + 9) }));
    const flickering = truth.map((one, index) => ({ ...one, data: one.data.map((level) => level + 4 * (index % 2)) }));
    expect(temporalError(darker, truth)).toBe(0);
    expect(temporalError(flickering, truth)).toBe(4);
  });

  it('a blend is nearer to the frame it is nearer to', () => {
    expect(blended(flat(0), flat(90), 1 / 3).data[0]).toBe(30);
  });
});

describe('shrinking', () => {
  it('averages the area that a larger pixel covers, also a part of a pixel', () => {
    const stripes = frame(7, 7, (x) => [0, 70, 140, 0, 0, 0, 210][x] ?? 0);
    // The first of four covers pixel 0 and three quarters of pixel 1.
    expect([...shrunk(stripes, 4, 4, 0).data].filter((_, at) => at % 3 === 0).slice(0, 4)).toEqual([30, 90, 0, 120]);
  });

  it('does not shift the picture', () => {
    const ramp = frame(56, 56, (x) => 4 * x);
    const small = shrunk(ramp, 32, 32, 0.7);
    for (const x of [8, 16, 24]) expect(small.data[3 * (16 * 32 + x)]).toBeCloseTo(4 * (1.75 * (x + 0.5) - 0.5), -0.3);
  });
});

describe('enlarging', () => {
  it('keeps the middle in the middle, and levels as they are', () => {
    const wave = (size: number) =>
      frame(size, size, (x) => Math.round(128 + 90 * Math.sin((2 * Math.PI * 3 * (x + 0.5)) / size)));
    expect(psnr(enlarged(wave(64), 112, 112), wave(112), 4)).toBeGreaterThan(45);
    expect(
      psnr(
        enlarged(flat(77), 28, 21),
        frame(28, 21, () => 77),
      ),
    ).toBe(99);
  });
});

describe('the table', () => {
  const row = { pack: 'p', measure: 'm', unit: 'dB' } as const;

  it('says what was reached, on the right side of the target, and nothing where nothing was asked', () => {
    expect(reached({ ...row, value: 5, target: { atLeast: 6 } })).toBe(false);
    expect(reached({ ...row, value: 5, target: { atMost: 6 } })).toBe(true);
    expect(reached({ ...row, value: 5 })).toBeNull();
    expect(markdown([{ ...row, value: 5.124, target: { atLeast: 6 } }])).toContain(
      '| p | m | 5.12 dB | ≥ 6.00 dB | no |',
    );
  });
});

describe('a document with tables', () => {
  const row = { pack: 'p', measure: 'm', value: 1, unit: '×' } as const;
  const document =
    'a\n<!-- evaluate vfi -->\nold\n<!-- /evaluate vfi -->\nb\n<!-- evaluate v2v -->\nold\n<!-- /evaluate v2v -->\nc\n';

  it('gets the new one in the place of the old, and all else stays', () => {
    const written = withTable(document, 'v2v', [row]);
    expect(written.startsWith(document.slice(0, document.indexOf('<!-- evaluate v2v -->')))).toBe(true);
    expect(written).toContain('| p | m | 1.00 × |');
    expect(written.endsWith('<!-- /evaluate v2v -->\nc\n')).toBe(true);
    expect(withTable(written, 'v2v', [row])).toBe(written);
  });

  it('is not touched when there is no place for the table', () => {
    expect(() => withTable(document, 't2i', [row])).toThrow(/evaluate t2i/);
  });
});

describe('tiles', () => {
  it('come back from a sheet as they went in', () => {
    const tiles = Array.from({ length: 11 }, (_, index) => frame(4, 4, (x, y) => 20 * index + x + 4 * y));
    const back = cut(joined(tiles), 11);
    expect(back.map(({ data }) => [...data])).toEqual(tiles.map(({ data }) => [...data]));
  });
});
