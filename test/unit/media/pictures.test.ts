import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readPicture,
  resizeFrame,
  thumbnail,
  writeCutout,
  writePng,
  writeStrip,
} from '../../../electron/media/pictures.ts';
import type { Frame } from '../../../electron/pipeline/ports.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Left half red, right half blue; the top row white. */
function flag(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const data = new Uint8Array(width * height * channels).fill(255);
  for (let y = 1; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(x < width / 2 ? [220, 30, 20] : [20, 40, 200], (y * width + x) * channels);
  }
  return sharp(data, { raw: { width, height, channels } });
}

async function saved(name: string, picture: Sharp | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, picture instanceof Uint8Array ? picture : await picture.toBuffer());
  return path;
}

function pixel(frame: Frame, x: number, y: number): number[] {
  const at = (y * frame.width + x) * 3;
  return [...frame.data.subarray(at, at + 3)];
}

function near(found: number[], wanted: number[], tolerance = 12): void {
  for (const [index, value] of wanted.entries())
    expect(Math.abs((found[index] ?? 999) - value)).toBeLessThan(tolerance);
}

describe('readPicture', () => {
  it.each([
    ['png', (picture: Sharp) => picture.png()],
    ['jpg', (picture: Sharp) => picture.jpeg({ quality: 95 })],
    ['webp', (picture: Sharp) => picture.webp({ quality: 95 })],
    ['avif', (picture: Sharp) => picture.avif({ quality: 80 })],
    ['gif', (picture: Sharp) => picture.gif()],
    ['tiff', (picture: Sharp) => picture.tiff()],
  ])('reads %s', async (extension, encode) => {
    const { frame, notes } = await readPicture(await saved(`plain.${extension}`, encode(flag(64, 48))));
    expect([frame.width, frame.height, frame.data.length]).toEqual([64, 48, 64 * 48 * 3]);
    expect(notes).toEqual([]);
    near(pixel(frame, 8, 30), [220, 30, 20]);
    near(pixel(frame, 56, 30), [20, 40, 200]);
  });

  it('turns a picture that was taken lying down', async () => {
    const path = await saved('turned.jpg', flag(64, 48).jpeg({ quality: 95 }).withMetadata({ orientation: 6 }));
    const { frame } = await readPicture(path);
    expect([frame.width, frame.height]).toEqual([48, 64]);
    // a quarter turn clockwise: what was left is on top
    near(pixel(frame, 20, 8), [220, 30, 20]);
    near(pixel(frame, 20, 56), [20, 40, 200]);
  });

  it('brings print colours to RGB and says so', async () => {
    const { frame, notes } = await readPicture(
      await saved('print.jpg', flag(64, 48).toColourspace('cmyk').jpeg({ quality: 95 })),
    );
    expect(frame.data).toHaveLength(64 * 48 * 3);
    expect(notes.join()).toMatch(/CMYK/);
    const [red = 0, green = 0, blue = 0] = pixel(frame, 8, 30);
    expect(red).toBeGreaterThan(Math.max(green, blue) + 80);
  });

  it('keeps 8 of 16 bits without shifting the levels', async () => {
    const picture = flag(64, 48).toColourspace('rgb16').png();
    const path = await saved('deep.png', picture);
    expect((await sharp(path).metadata()).depth).toBe('ushort');
    const { frame, notes } = await readPicture(path);
    near(pixel(frame, 8, 30), [220, 30, 20], 3);
    expect(notes.join()).toMatch(/8 bits/);
  });

  it('makes three channels of grey ones, also with 16 bits or transparency', async () => {
    const grey = flag(64, 48).greyscale();
    for (const [name, picture] of [
      ['grey.png', grey.clone().toColourspace('b-w').png()],
      ['grey16.png', grey.clone().toColourspace('grey16').png()],
      ['grey-alpha.png', grey.clone().ensureAlpha(0.5).toColourspace('b-w').png()],
    ] as const) {
      const { frame } = await readPicture(await saved(name, picture));
      expect(frame.data).toHaveLength(64 * 48 * 3);
      const [red, green, blue] = pixel(frame, 8, 30);
      expect([green, blue]).toEqual([red, red]);
      expect(pixel(frame, 8, 0)).toEqual([255, 255, 255]);
    }
  });

  it('reads a palette', async () => {
    const { frame } = await readPicture(await saved('palette.png', flag(64, 48).png({ palette: true, colours: 8 })));
    near(pixel(frame, 8, 30), [220, 30, 20]);
  });

  it('fills what is transparent and says so, but not of a picture that only could be', async () => {
    const clear = await readPicture(
      await saved('clear.png', flag(64, 48, 4).ensureAlpha().linear([1, 1, 1, 0], [0, 0, 0, 0]).png()),
    );
    near(pixel(clear.frame, 8, 30), [255, 255, 255], 2);
    expect(clear.notes.join()).toMatch(/transparent/i);
    const opaque = await readPicture(await saved('opaque.png', flag(64, 48).ensureAlpha().png()));
    near(pixel(opaque.frame, 8, 30), [220, 30, 20], 2);
    expect(opaque.notes).toEqual([]);
  });

  it('takes the first frame of an animation and says so', async () => {
    const pages = Buffer.concat([new Uint8Array(32 * 24 * 3).fill(200), new Uint8Array(32 * 24 * 3).fill(20)]);
    for (const extension of ['gif', 'webp'] as const) {
      const animation = sharp(pages, { raw: { width: 32, height: 48, channels: 3, pageHeight: 24 } });
      const path = await saved(`animated.${extension}`, animation.toFormat(extension, { delay: [100, 100] }));
      expect((await sharp(path).metadata()).pages).toBe(2);
      const { frame, notes } = await readPicture(path);
      expect([frame.width, frame.height]).toEqual([32, 24]);
      near(pixel(frame, 5, 5), [200, 200, 200]);
      expect(notes.join()).toMatch(/first frame/);
    }
  });

  it('converts a wide-gamut profile to sRGB', async () => {
    const path = await saved('p3.png', flag(64, 48).withIccProfile('p3').png());
    expect((await sharp(path).metadata()).icc).toBeDefined();
    near(pixel((await readPicture(path)).frame, 8, 30), [220, 30, 20], 6);
  });

  it('makes very large pictures smaller', async () => {
    const path = await saved(
      'wide.png',
      sharp({ create: { width: 5000, height: 100, channels: 3, background: '#345' } }).png(),
    );
    const { frame, notes } = await readPicture(path);
    expect([frame.width, frame.height]).toEqual([4096, 82]);
    expect(notes.join()).toMatch(/smaller/);
  });

  it('refuses too many pixels before it decodes one', async () => {
    const started = performance.now();
    await expect(readPicture(await saved('bomb.png', hugePng(40_000, 40_000)))).rejects.toMatchObject({
      code: 'picture-too-large',
      details: { width: 40_000, height: 40_000 },
    });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each([
    ['text', Buffer.from('this is not a picture')],
    [
      'a drawing that can load other files',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['a document', Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>')],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0])],
  ])('refuses %s, whatever its name says', async (_, bytes) => {
    await expect(readPicture(await saved('named.png', bytes))).rejects.toMatchObject({ code: 'unsupported-picture' });
  });

  it.each(['png', 'jpg', 'webp', 'tiff', 'gif'] as const)('refuses a %s that ends too early', async (extension) => {
    const whole = await readFile(
      await saved(`whole.${extension}`, noisy(200, 200).toFormat(extension === 'jpg' ? 'jpeg' : extension)),
    );
    const path = await saved(`cut.${extension}`, whole.subarray(0, Math.floor(whole.length * 0.6)));
    await expect(readPicture(path)).rejects.toMatchObject({ code: 'picture-damaged' });
  });

  it('names an empty file and one that is not there', async () => {
    await expect(readPicture(await saved('empty.png', new Uint8Array()))).rejects.toMatchObject({
      code: 'picture-damaged',
    });
    await expect(readPicture(join(folder, 'nowhere.png'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(readPicture(folder)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('frames made and saved', () => {
  it('resizes without moving the picture or darkening its edges', async () => {
    const frame: Frame = { width: 40, height: 30, data: new Uint8Array(40 * 30 * 3).fill(180) };
    const larger = await resizeFrame(frame, 77, 51);
    expect([larger.width, larger.height, larger.data.length]).toEqual([77, 51, 77 * 51 * 3]);
    expect(new Set(larger.data)).toEqual(new Set([180]));
  });

  it.each([
    [32, 24, 56, 42],
    [32, 24, 64, 17],
    [64, 48, 37, 21],
  ])(
    'resizes %i × %i to %i × %i with its middle where it was (would catch a picture that jumps by half a pixel)',
    async (fromWidth, fromHeight, width, height) => {
      const data = Uint8Array.from({ length: fromWidth * fromHeight * 3 }, (_, index) => (index * 7919) % 256);
      const turned = (frame: Frame): Frame => {
        const pixels = frame.width * frame.height;
        const back = new Uint8Array(pixels * 3);
        for (let pixel = 0; pixel < pixels; pixel++) {
          back.set(frame.data.subarray(pixel * 3, pixel * 3 + 3), (pixels - 1 - pixel) * 3);
        }
        return { ...frame, data: back };
      };
      const frame = { width: fromWidth, height: fromHeight, data };
      const [upright, upsideDown] = [
        await resizeFrame(frame, width, height),
        turned(await resizeFrame(turned(frame), width, height)),
      ];
      const worst = upright.data.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - (upsideDown.data[index] ?? 0))),
        0,
      );
      expect(worst).toBeLessThanOrEqual(2);
    },
  );

  it('shows the middle of a very long picture in a filmstrip', async () => {
    const small = await thumbnail({ width: 4000, height: 10, data: new Uint8Array(4000 * 10 * 3).fill(90) }, 96);
    expect([small.width, small.height]).toEqual([384, 96]);
    await writeStrip(new Array<Frame>(16).fill(small), join(folder, 'strip.webp'));
    expect(await sharp(join(folder, 'strip.webp')).metadata()).toMatchObject({ width: 16 * 384, height: 96 });
  });

  it.runIf(process.platform === 'linux')('says that the disk is full', async () => {
    await symlink('/dev/full', join(folder, 'full.png'));
    const frame: Frame = { width: 200, height: 200, data: await noisy(200, 200).raw().toBuffer() };
    await expect(writePng(frame, join(folder, 'full.png'))).rejects.toMatchObject({ code: 'disk-full' });
  });
});

function noisy(width: number, height: number): Sharp {
  const data = new Uint8Array(width * height * 3);
  let state = 1;
  for (let index = 0; index < data.length; index++) {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    data[index] = state >>> 24;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The header of a picture with that many pixels; a few bytes of data. */
function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('writeCutout', () => {
  it('keeps what is transparent, in eight bits and upright (would catch a cut-out on a white ground)', async () => {
    const data = new Uint8Array(8 * 4 * 4);
    for (let pixel = 0; pixel < 32; pixel++) data.set([200, 40, 20, pixel % 8 < 4 ? 0 : 255], pixel * 4);
    const cutout = sharp(data, { raw: { width: 8, height: 4, channels: 4 } }).webp({ lossless: true });
    const target = join(folder, 'kept.png');
    expect(await writeCutout(await saved('cutout.webp', cutout), target)).toEqual({ width: 8, height: 4 });
    const { data: kept, info } = await sharp(target).raw().toBuffer({ resolveWithObject: true });
    expect([info.channels, kept[3], kept[7 * 4 + 3]]).toEqual([4, 0, 255]);
    const turned = await saved('lying.jpg', flag(64, 48).jpeg().withMetadata({ orientation: 6 }));
    expect(await writeCutout(turned, join(folder, 'turned.png'))).toEqual({ width: 48, height: 64 });
  });

  it('refuses what is no picture, and one of a hundred megapixels before it is decoded', async () => {
    const target = join(folder, 'none.png');
    const words = await saved('words.png', Buffer.from('these are words'));
    await expect(writeCutout(words, target)).rejects.toMatchObject({ code: 'unsupported-picture' });
    await expect(writeCutout(await saved('nothing.png', new Uint8Array()), target)).rejects.toMatchObject({
      code: 'picture-damaged',
    });
    const large = sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#336699' } }).png();
    await expect(writeCutout(await saved('large.png', large), target)).rejects.toMatchObject({
      code: 'picture-too-large',
      message: expect.stringContaining('100 megapixels'),
    });
  });
});
