import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  clipPicture,
  clipPixelValues,
  readFeatureExtractor,
} from '../../../../electron/pipeline/pictures/clip-pixels.ts';
import { type ResizeFilter, resizeFrame, resizeGrayLanczos } from '../../../../electron/pipeline/pictures/resize.ts';
import type { Frame } from '../../../../electron/pipeline/ports.ts';
import { type FixtureTensor, readTensors } from '../../../support/tensors.ts';

const fixture = fileURLToPath(new URL('../../../fixtures/pictures/resized.safetensors', import.meta.url));
const filters: readonly ResizeFilter[] = ['nearest', 'box', 'bilinear', 'bicubic', 'lanczos'];

let pictures: Record<string, FixtureTensor>;
beforeAll(async () => {
  pictures = await readTensors(fixture);
});

function bytesOf(name: string): Uint8Array {
  const data = pictures[name]?.data;
  if (!(data instanceof Uint8Array)) throw new Error(`The fixture has no picture ${name}.`);
  return data;
}

function picture(name: string): Frame {
  const [height = 0, width = 0] = pictures[name]?.shape ?? [];
  return { width, height, data: bytesOf(name) };
}

const edge = fc.integer({ min: 1, max: 40 });
const frames = fc
  .tuple(edge, edge)
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data) => ({ width, height, data })),
  );

describe('resizing', () => {
  // Sizes go up, down and one axis alone; one level off is a wrong weight, a wrong pass or a wrong rounding.
  const sizes = ['20x41', '91x12', '53x80', '7x37'].flatMap((size) => filters.map((filter) => [filter, size] as const));
  it.each(sizes)('gives Pillow’s bytes: %s to %s', (filter, size) => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    expect(resizeFrame(picture('source'), width, height, filter).data).toEqual(bytesOf(`${filter}.${size}`));
  });

  it('gives Pillow’s bytes for a mask of one channel', () => {
    const { width, height } = picture('mask');
    const small = resizeGrayLanczos({ width, height, data: bytesOf('mask') }, 19, 24);
    expect(small.data).toEqual(bytesOf('mask.lanczos.19x24'));
  });

  it('keeps one colour one colour: weights of every pixel sum to one', () => {
    fc.assert(
      fc.property(
        edge,
        edge,
        edge,
        edge,
        fc.nat(255),
        fc.constantFrom(...filters),
        (w, h, width, height, level, filter) => {
          const flat = { width: w, height: h, data: new Uint8Array(w * h * 3).fill(level) };
          expect(resizeFrame(flat, width, height, filter).data).toEqual(new Uint8Array(width * height * 3).fill(level));
        },
      ),
    );
  });

  it('leaves a picture of the wanted size alone, in memory of its own', () => {
    fc.assert(
      fc.property(frames, fc.constantFrom(...filters), (frame, filter) => {
        const same = resizeFrame(frame, frame.width, frame.height, filter);
        expect(same.data).toEqual(frame.data);
        expect(same.data.buffer).not.toBe(frame.data.buffer);
      }),
    );
  });

  it('treats left and right alike: a mirrored picture gives the mirrored result', () => {
    const mirrored = ({ width, height, data }: Frame): Frame => ({
      width,
      height,
      data: data.map((_, at) => {
        const [pixel, channel] = [Math.floor(at / 3), at % 3];
        const [row, column] = [Math.floor(pixel / width), pixel % width];
        return data[(row * width + width - 1 - column) * 3 + channel] ?? 0;
      }),
    });
    fc.assert(
      fc.property(
        frames,
        edge,
        edge,
        fc.constantFrom('bilinear', 'bicubic', 'lanczos'),
        (frame, width, height, filter) => {
          const there = mirrored(resizeFrame(frame, width, height, filter)).data;
          const back = resizeFrame(mirrored(frame), width, height, filter).data;
          // The same numbers are added in another order before they become whole: at most the last level may differ.
          expect(there.every((value, at) => Math.abs(value - (back[at] ?? -9)) <= 1)).toBe(true);
        },
      ),
    );
  });

  it.each([0, -3, 2.5, Number.NaN])('refuses a size of %d', (size) => {
    expect(() => resizeFrame(picture('source'), 8, size, 'box')).toThrow(/cannot be resized/);
  });
});

describe('CLIP pictures', () => {
  it('are resized by the shortest edge and cropped as transformers does, to the byte', () => {
    const cropped = clipPicture(picture('clip.source'), readFeatureExtractor(null));
    expect([cropped.width, cropped.height]).toEqual([224, 224]);
    expect(cropped.data).toEqual(bytesOf('clip.cropped'));
  });

  it('are normalised channel by channel', () => {
    const { data } = clipPixelValues(picture('clip.source'), readFeatureExtractor(null));
    const at = (row: number, column: number) => [0, 1, 2].map((channel) => data[(channel * 224 + row) * 224 + column]);
    const expected = [-0.12804192, -0.011196, 0.09820756, 0.09093457, 0.48406041, 0.22618815];
    [...at(0, 0), ...at(112, 112)].forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 6);
    });
  });

  it('follow another published processor: exact size, no crop, signed range', () => {
    const extractor = readFeatureExtractor({
      size: { height: 6, width: 9 },
      resample: 2,
      do_center_crop: false,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    });
    const flat = { width: 20, height: 30, data: new Uint8Array(20 * 30 * 3).fill(255) };
    const { width, height, data } = clipPixelValues(flat, extractor);
    expect([width, height]).toEqual([9, 6]);
    expect(new Set(data)).toEqual(new Set([1]));
  });

  it('takes sizes as plain numbers too, and puts black round a picture smaller than the crop', () => {
    const extractor = readFeatureExtractor({ size: 2, crop_size: 5, do_normalize: false });
    const white = { width: 2, height: 2, data: new Uint8Array(12).fill(255) };
    const { data } = clipPixelValues(white, extractor);
    expect([...data.subarray(0, 25)].map((value, at) => (value ? at : -1)).filter((at) => at >= 0)).toEqual([
      12, 13, 17, 18,
    ]);
  });

  it('names what is wrong in a preprocessor_config.json', () => {
    expect(() => readFeatureExtractor({ resample: 9, image_mean: [1] })).toThrow(/resample.*image_mean/);
  });
});
