import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportSettings, exportDefaults } from '../../../electron/contract/domain.ts';
import { exportFrame } from '../../../electron/media/export-frame.ts';
import { type ExportTask, exportTake } from '../../../electron/media/export-take.ts';
import { findFfmpeg } from '../../../electron/media/ffmpeg-binary.ts';
import { openFrames } from '../../../electron/media/frame-source.ts';
import { createTakeWriter } from '../../../electron/media/take-writer.ts';
import type { Frame, FrameSource } from '../../../electron/pipeline/ports.ts';
import { headBytes, recipeTextIn } from '../../../electron/studio/recipe-in-file.ts';

const run = promisify(execFile);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'takes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Slow gradients and a channel of noise: what a lossy step would change first. */
function frame(width: number, height: number, index: number): Frame {
  const data = new Uint8Array(width * height * 3);
  let state = index + 1;
  for (let pixel = 0; pixel < width * height; pixel++) {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    data.set([(x * 255) / width, (y * 255) / height + index, state >>> 24], pixel * 3);
  }
  return { width, height, data };
}

async function writeTake(size: { width: number; height: number }, frames: number, fps = 8) {
  const writer = createTakeWriter(folder, { ...size, frames, fps });
  for (let index = 0; index < frames; index++) await writer.write(frame(size.width, size.height, index));
  return writer.finish();
}

async function read(source: FrameSource): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const next of source.frames()) frames.push(next);
  return frames;
}

/** What ffmpeg says of a finished file. */
async function facts(path: string): Promise<string> {
  const { path: ffmpeg } = await findFfmpeg();
  return (await run(ffmpeg, ['-hide_banner', '-i', path, '-f', 'null', '-'])).stderr;
}

describe('createTakeWriter', () => {
  it.each([
    [{ width: 64, height: 48 }, 1, 'png'],
    [{ width: 121, height: 67 }, 7, 'mkv'],
    [{ width: 96, height: 40 }, 20, 'mkv'],
  ])('keeps every bit of %o × %i in a master', async (size, frames, extension) => {
    const files = await writeTake(size, frames);
    expect(files.master.extension).toBe(extension);
    const source = await openFrames(files.master.path, 8);
    expect(source).toMatchObject({ ...size, count: frames, fps: 8 });
    const back = await read(source);
    expect(back).toHaveLength(frames);
    for (const [index, found] of back.entries()) {
      expect(Buffer.compare(found.data, frame(size.width, size.height, index).data)).toBe(0);
    }
  });

  it('makes a proxy for scrubbing, a poster and a filmstrip, and knows every file by its hash', async () => {
    const files = await writeTake({ width: 120, height: 90 }, 20, 24);
    expect(files).toMatchObject({ width: 120, height: 90, frames: 20, fps: 24, filmstripFrames: 16 });
    const proxy = await facts(files.proxy?.path ?? '');
    expect(proxy).toMatch(/h264 .*yuv420p\(tv, bt709.*120x90.* 24 fps/);
    expect(proxy).toMatch(/frame= *20/);
    expect(await sharp(files.filmstrip.path).metadata()).toMatchObject({ format: 'webp', width: 16 * 128, height: 96 });
    expect(await sharp(files.poster.path).metadata()).toMatchObject({ format: 'webp', width: 120, height: 90 });
    for (const file of [files.master, files.proxy, files.poster, files.filmstrip]) {
      if (!file) throw new Error('A file is missing.');
      const bytes = await readFile(file.path);
      expect(file.sizeBytes).toBe(bytes.length);
      expect(file.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('makes the same files of the same frames', async () => {
    const hashes: (string | undefined)[] = [];
    for (const round of ['one', 'two']) {
      const target = join(folder, round);
      await mkdir(target);
      const writer = createTakeWriter(target, { width: 64, height: 48, frames: 6, fps: 8 });
      for (let index = 0; index < 6; index++) await writer.write(frame(64, 48, index));
      const { master, proxy, poster, filmstrip } = await writer.finish();
      hashes.push([master, proxy, poster, filmstrip].map((file) => file?.sha256).join());
    }
    expect(hashes[1]).toBe(hashes[0]);
  });

  it('shows the colours of the master in the proxy', async () => {
    const writer = createTakeWriter(folder, { width: 64, height: 64, frames: 2, fps: 8 });
    const red: Frame = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
    for (let pixel = 0; pixel < 64 * 64; pixel++) red.data.set([200, 40, 30], pixel * 3);
    await writer.write(red);
    await writer.write(red);
    const { proxy } = await writer.finish();
    const [shown] = await read(await openFrames(proxy?.path ?? '', 8));
    for (const [index, value] of [200, 40, 30].entries()) {
      expect(Math.abs((shown?.data[index] ?? 0) - value)).toBeLessThan(5);
    }
  });

  it('refuses frames of another size, too many and too few', async () => {
    const writer = createTakeWriter(folder, { width: 32, height: 32, frames: 2, fps: 8 });
    await expect(writer.write(frame(32, 31, 0))).rejects.toMatchObject({ code: 'internal' });
    await writer.write(frame(32, 32, 0));
    await expect(writer.finish()).rejects.toThrow(/1 of 2/);
    await writer.abort();
  });

  it.runIf(process.platform === 'linux')('says that the disk is full', async () => {
    await symlink('/dev/full', join(folder, 'master.mkv'));
    const writer = createTakeWriter(folder, { width: 200, height: 200, frames: 200, fps: 8 });
    const writeAll = async (): Promise<void> => {
      for (let index = 0; index < 200; index++) await writer.write(frame(200, 200, index));
      await writer.finish();
    };
    await expect(writeAll()).rejects.toMatchObject({ code: 'disk-full' });
  });

  it.each([0, 30, 300])('ends ffmpeg when it is given up after %i ms', async (delay) => {
    const writer = createTakeWriter(folder, { width: 64, height: 64, frames: 50, fps: 8 });
    await writer.write(frame(64, 64, 0));
    await new Promise((resolve) => setTimeout(resolve, delay));
    await writer.abort();
    await expect.poll(() => ffmpegsOn(folder), { timeout: 5_000 }).toBe(0);
  });
});

describe('openFrames', () => {
  it('reads a folder of pictures in the order people count', async () => {
    for (const index of [0, 1, 2, 9, 10]) {
      const data = new Uint8Array(20 * 10 * 3).fill(index * 20);
      await sharp(data, { raw: { width: 20, height: 10, channels: 3 } })
        .png()
        .toFile(join(folder, `shot ${index}.png`));
    }
    await writeFile(join(folder, 'notes.txt'), 'not a picture');
    const source = await openFrames(folder, 12);
    expect(source).toMatchObject({ width: 20, height: 10, count: 5, fps: 12 });
    expect((await read(source)).map(({ data }) => data[0])).toEqual([0, 20, 40, 180, 200]);
  });

  it('reads an animated GIF as a film', async () => {
    const files = await writeTake({ width: 60, height: 40 }, 6);
    const gif = await exportTake(exportOf(files.master.path, { format: 'gif' }), quiet());
    expect(await openFrames(gif.path, 8)).toMatchObject({ width: 60, height: 40, count: 6 });
  });

  it('stops in the middle: by breaking off, and by a signal', async () => {
    const { master } = await writeTake({ width: 200, height: 200 }, 40);
    const signal = new AbortController();
    const source = await openFrames(master.path, 8, signal.signal);
    for await (const _ of source.frames()) break;
    await expect.poll(() => ffmpegsOn(folder), { timeout: 5_000 }).toBe(0);
    const stopped = async (): Promise<void> => {
      for await (const _ of source.frames()) signal.abort();
    };
    await expect(stopped()).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => ffmpegsOn(folder), { timeout: 5_000 }).toBe(0);
  });

  it('holds a handful of frames, however slowly they are taken', async () => {
    const size = { width: 400, height: 300 };
    const { master } = await writeTake(size, 60);
    const before = process.memoryUsage();
    let taken = 0;
    for await (const _ of (await openFrames(master.path, 8)).frames()) {
      taken++;
      if (taken === 2) await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    expect(taken).toBe(60);
    const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers;
    expect(grown).toBeLessThan(30 * size.width * size.height * 3);
  });

  it('tells what cannot be read', async () => {
    const { proxy } = await writeTake({ width: 200, height: 200 }, 20);
    const whole = await readFile(proxy?.path ?? '');
    await writeFile(join(folder, 'text.mp4'), 'not a film');
    await writeFile(join(folder, 'head.mp4'), whole.subarray(0, 20));
    for (const name of ['text.mp4', 'head.mp4']) {
      await expect(openFrames(join(folder, name), 8)).rejects.toMatchObject({ code: 'unsupported-video' });
    }
    await mkdir(join(folder, 'empty'));
    await expect(openFrames(join(folder, 'empty'), 8)).rejects.toMatchObject({ code: 'unsupported-picture' });
    await expect(openFrames(join(folder, 'nowhere.mp4'), 8)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('announces as many frames of a damaged film as can be read', async () => {
    const { proxy } = await writeTake({ width: 200, height: 200 }, 20);
    const bytes = await readFile(proxy?.path ?? '');
    bytes.fill(0, Math.floor(bytes.length * 0.55));
    await writeFile(join(folder, 'damaged.mp4'), bytes);
    const source = await openFrames(join(folder, 'damaged.mp4'), 8);
    expect(source.count).toBeGreaterThan(3);
    expect(await read(source)).toHaveLength(source.count);
  });
});

describe('exportTake', () => {
  it.each([
    ['mp4', /h264 \(High\).*yuv420p\(tv, bt709.*120x66.* 24 fps/, 20],
    ['h265', /hevc \(Main\) \(hvc1.*yuv420p\(tv, bt709.*120x66.* 24 fps/, 20],
    ['av1', /av1.*yuv420p\(tv, bt709.*120x66.* 24 fps/, 20],
    ['webm', /vp9.*yuv420p\(tv, bt709.*120x66.* 24 fps/, 20],
    ['mov', /prores \(HQ\).*yuv422p10le\(bt709.*120x66.* 24 fps/, 20],
    ['gif', /gif.*121x67/, 10],
  ] as const)('writes %s that others can read, with range and loops', async (format, stream, frames) => {
    const { master } = await writeTake({ width: 121, height: 67 }, 12, 24);
    const seen: number[] = [];
    const file = await exportTake(exportOf(master.path, { format, range: { first: 1, last: 10 }, loops: 2 }), {
      ...quiet(),
      onFrame: (done, of) => seen.push(done / of),
    });
    const printed = await facts(file.path);
    expect(printed).toMatch(stream);
    expect(Number(/frame= *(\d+)(?![\s\S]*frame=)/.exec(printed)?.[1])).toBe(frames);
    expect(seen).toHaveLength(frames);
    expect(seen.at(-1)).toBe(1);
    if (format === 'gif') return; // ffmpeg says nothing of a GIF's comments
    expect(printed).toContain('Tïtle; “quoted” = # \\');
    expect(printed).toContain('"prompt":"a = b; #c"');
  });

  it.each(['mp4', 'h265', 'av1', 'webm', 'mov', 'gif', 'webp', 'png'] as const)(
    'writes a %s whose recipe is found again in its head',
    async (format) => {
      const { master } = await writeTake({ width: 64, height: 64 }, 3);
      const recipe = JSON.stringify({ prompt: 'a = b; #c\n', brush: '風車'.repeat(200_000) });
      const { path } = await exportTake({ ...exportOf(master.path, { format }), recipe }, quiet());
      expect(recipeTextIn((await readFile(path)).subarray(0, headBytes))).toBe(recipe);
      if (format === 'gif') expect(await openFrames(path, 8)).toMatchObject({ width: 64, height: 64, count: 3 });
      if (format === 'gif' || format === 'webp')
        expect((await sharp(path, { animated: true }).metadata()).pages).toBe(3);
    },
  );

  it.each([
    ['gif', null, 0],
    ['gif', 0, 0],
    ['gif', 1, 1],
    ['gif', 2, 2],
    ['gif', 5, 5],
    ['webp', null, 0],
    ['webp', 0, 0],
    ['webp', 1, 1],
    ['webp', 5, 5],
  ] as const)(
    'a %s asked for %s loops says %s in the file, and holds its frames once',
    async (format, loops, plays) => {
      const { master } = await writeTake({ width: 40, height: 30 }, 3);
      const { path } = await exportTake(exportOf(master.path, { format, loops }), quiet());
      const bytes = await readFile(path);
      expect(format === 'gif' ? gifPlays(bytes) : webpPlays(bytes)).toBe(plays);
      expect((await sharp(path, { animated: true }).metadata()).pages).toBe(3);
    },
  );

  it('keeps the recipe of a WebP of one frame, which stays a picture (would catch one that is left out in silence)', async () => {
    const { master } = await writeTake({ width: 70, height: 50 }, 3);
    const task = exportOf(master.path, { format: 'webp', range: { first: 1, last: 1 } });
    const { path } = await exportTake(task, quiet());
    expect(recipeTextIn(await readFile(path))).toBe(task.recipe);
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 70, height: 50 });
    const wanted = frame(70, 50, 1).data;
    const apart = data.reduce((sum, value, index) => sum + Math.abs(value - (wanted[index] ?? 0)), 0) / data.length;
    expect(apart).toBeLessThan(60);
  });

  it('makes it smaller, slower and lighter when asked (would catch a setting that does nothing)', async () => {
    const { master } = await writeTake({ width: 200, height: 100 }, 24, 24);
    const best = await exportTake(exportOf(master.path, { format: 'mp4' }), quiet());
    const bestBytes = best.sizeBytes;
    const light = await exportTake(exportOf(master.path, { format: 'mp4', quality: 'small' }), quiet());
    expect(light.sizeBytes).toBeLessThan(bestBytes * 0.8);
    const { path } = await exportTake(exportOf(master.path, { format: 'mp4', edge: 101, fps: 12 }), quiet());
    expect(await openFrames(path, 8)).toMatchObject({ width: 100, height: 50, count: 12, fps: 12 });
    const zip = await exportTake(exportOf(master.path, { format: 'png', edge: 50 }), quiet());
    const [, first] = Object.values(unzipSync(await readFile(zip.path)));
    expect(await sharp(first).metadata()).toMatchObject({ width: 50, height: 25 });
  });

  it('carries a recipe longer than a command line', async () => {
    const { master } = await writeTake({ width: 32, height: 32 }, 2);
    const recipe = JSON.stringify({ brush: 'x'.repeat(3_000_000) });
    const { path } = await exportTake({ ...exportOf(master.path, { format: 'mp4' }), recipe }, quiet());
    expect((await readFile(path)).length).toBeGreaterThan(3_000_000);
  });

  it('zips the lossless pictures with their recipe', async () => {
    const { master } = await writeTake({ width: 40, height: 30 }, 5);
    const { path } = await exportTake(exportOf(master.path, { format: 'png' }), quiet());
    const entries = unzipSync(await readFile(path));
    expect(Object.keys(entries)).toEqual([
      'recipe.json',
      'frame-0001.png',
      'frame-0002.png',
      'frame-0003.png',
      'frame-0004.png',
      'frame-0005.png',
    ]);
    const last = await sharp(entries['frame-0005.png']).raw().toBuffer();
    expect(Buffer.compare(last, frame(40, 30, 4).data)).toBe(0);
    expect(JSON.parse(Buffer.from(entries['recipe.json'] ?? []).toString())).toEqual({ prompt: 'a = b; #c' });
  });

  it('names a range outside the take', async () => {
    const { master } = await writeTake({ width: 32, height: 32 }, 4);
    const task = exportOf(master.path, { format: 'mp4', range: { first: 2, last: 4 } });
    await expect(exportTake(task, quiet())).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it.runIf(process.platform === 'linux').each(['mp4', 'png'] as const)(
    'says that the disk is full (%s)',
    async (format) => {
      const { master } = await writeTake({ width: 300, height: 300 }, 20);
      await symlink('/dev/full', join(folder, `export.${format === 'png' ? 'zip' : format}`));
      await expect(exportTake(exportOf(master.path, { format }), quiet())).rejects.toMatchObject({ code: 'disk-full' });
    },
  );

  it('stops when told to', async () => {
    const { master } = await writeTake({ width: 200, height: 200 }, 30);
    const stop = new AbortController();
    const exporting = exportTake(exportOf(master.path, { format: 'webm' }), {
      signal: stop.signal,
      onFrame: (done) => {
        if (done === 3) stop.abort();
      },
    });
    await expect(exporting).rejects.toThrow();
    await expect.poll(() => ffmpegsOn(folder), { timeout: 5_000 }).toBe(0);
  });
});

function exportOf(inputPath: string, settings: Pick<ExportSettings, 'format'> & Partial<ExportSettings>): ExportTask {
  return {
    inputPath,
    settings: { ...exportDefaults, ...settings },
    fps: 24,
    title: 'Tïtle; “quoted” = # \\',
    recipe: JSON.stringify({ prompt: 'a = b; #c' }),
    outputDir: folder,
  };
}

function quiet() {
  return { signal: new AbortController().signal, onFrame: () => undefined };
}

/** How often players show a GIF, 0 for ever: the NETSCAPE block counts how often it starts again, without one it plays once. */
function gifPlays(bytes: Buffer): number {
  const at = bytes.indexOf('NETSCAPE2.0');
  if (at < 0) return 1;
  const again = bytes.readUInt16LE(at + 13);
  return again === 0 ? 0 : again + 1;
}

/** How often players show an animated WebP, 0 for ever (ANIM chunk: background colour, then the count). */
function webpPlays(bytes: Buffer): number {
  return bytes.readUInt16LE(bytes.indexOf('ANIM') + 12);
}

/** Running ffmpeg processes whose arguments name the folder. */
async function ffmpegsOn(path: string): Promise<number> {
  const { stdout } = await run('ps', ['-A', '-o', 'args=']);
  return stdout.split('\n').filter((line) => /ffmpeg/.test(line) && line.includes(path)).length;
}

describe('exportFrame', () => {
  it('is the very frame, without loss as PNG and nearly so as JPEG', async () => {
    const { master } = await writeTake({ width: 60, height: 40 }, 5);
    const task = { inputPath: master.path, fps: 8, frame: 3, outputDir: folder };
    const png = await exportFrame({ ...task, format: 'png' }, quiet().signal);
    expect(Buffer.compare(await sharp(png.path).removeAlpha().raw().toBuffer(), frame(60, 40, 3).data)).toBe(0);
    const jpeg = await exportFrame({ ...task, format: 'jpeg' }, quiet().signal);
    expect(jpeg.extension).toBe('jpg');
    expect(await sharp(jpeg.path).metadata()).toMatchObject({ format: 'jpeg', width: 60, height: 40 });
    await expect.poll(() => ffmpegsOn(folder), { timeout: 5_000 }).toBe(0);
  });

  it('names a frame the take does not have', async () => {
    const { master } = await writeTake({ width: 32, height: 32 }, 4);
    const task = { inputPath: master.path, fps: 8, frame: 4, format: 'png', outputDir: folder } as const;
    await expect(exportFrame(task, quiet().signal)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
