import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import type { Frame, FrameSource } from '../pipeline/ports.ts';
import { streamFfmpeg } from './ffmpeg.ts';
import { parseStreamFacts, type StreamFacts } from './ffmpeg-arguments.ts';
import { isAnimatedGif, maxPixels, readPicture, resizeFrame } from './pictures.ts';

const pictureExtensions = new Set(['.png', '.jpg', '.jpeg', '.webp', '.avif', '.gif', '.tif', '.tiff', '.heic']);

/**
 * Opens a picture, a video or a folder of pictures as frames. Videos are decoded as they are read: a handful of frames are in
 * memory, however long they are.
 * @param fps frames per second to assume where the input has none
 * @throws StudioError `not-found`, `unsupported-video`, or what `readPicture` says
 */
export async function openFrames(path: string, fps: number, signal?: AbortSignal): Promise<FrameSource> {
  const file = await stat(path).catch(() => null);
  if (!file) throw new StudioError('not-found', `There is no file or folder at ${path}.`);
  if (file.isDirectory()) return openFolder(path, fps);
  if (pictureExtensions.has(extname(path).toLowerCase()) && !(await isAnimatedGif(path))) {
    const { frame } = await readPicture(path);
    return sourceOf(frame, 1, fps, async function* () {
      yield frame;
    });
  }
  return openVideo(path, signal);
}

function sourceOf(
  size: { width: number; height: number },
  count: number,
  fps: number,
  frames: () => AsyncIterable<Frame>,
): FrameSource {
  return { width: size.width, height: size.height, count, fps, frames };
}

async function openFolder(path: string, fps: number): Promise<FrameSource> {
  const names = (await readdir(path))
    .filter((name) => pictureExtensions.has(extname(name).toLowerCase()))
    .sort(new Intl.Collator('en', { numeric: true }).compare);
  const [first] = names;
  if (first === undefined) throw new StudioError('unsupported-picture', `The folder ${path} holds no pictures.`);
  const { frame } = await readPicture(join(path, first));
  return sourceOf(frame, names.length, fps, async function* () {
    for (const name of names) {
      const next = (await readPicture(join(path, name))).frame;
      yield await resizeFrame(next, frame.width, frame.height);
    }
  });
}

async function openVideo(path: string, signal?: AbortSignal): Promise<FrameSource> {
  const facts = await probeVideo(path, signal);
  return sourceOf(facts, facts.frames, facts.fps, () => decode(path, facts, signal));
}

async function probeVideo(path: string, signal?: AbortSignal): Promise<StreamFacts> {
  let facts: StreamFacts | null;
  try {
    // Every packet of our masters is a frame. Others hold hidden, broken or cut-off ones: those are counted by decoding.
    const packets = await countFrames(path, ['-c', 'copy'], signal);
    const { printed, frames } = /: Video: ffv1/.test(packets.printed)
      ? packets
      : await countFrames(path, ['-fps_mode', 'passthrough'], signal);
    facts = parseStreamFacts(printed, frames);
  } catch (cause) {
    if (cause instanceof StudioError && cause.code !== 'ffmpeg-failed') throw cause;
    throw new StudioError(
      'unsupported-video',
      'This file is not a video that can be read. MP4, MOV, MKV, WebM and GIF work.',
      { cause },
    );
  }
  if (!facts || facts.frames === 0 || facts.width * facts.height > maxPixels) {
    throw new StudioError('unsupported-video', 'This video has no frames that can be read, or they are too large.');
  }
  return facts;
}

/** Counts what ffmpeg gives one line each for, and keeps what it says of the input. */
async function countFrames(
  path: string,
  options: readonly string[],
  signal?: AbortSignal,
): Promise<{ printed: string; frames: number }> {
  const { stream, finished } = streamFfmpeg({
    input: path,
    options: ['-map', '0:v:0', ...options, '-f', 'framecrc'],
    ...(signal ? { signal } : {}),
  });
  let frames = 0;
  let rest = '';
  for await (const text of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    frames += lines.filter((line) => !line.startsWith('#')).length;
  }
  return { printed: await finished, frames };
}

async function* decode(
  path: string,
  size: { width: number; height: number },
  signal?: AbortSignal,
): AsyncGenerator<Frame> {
  const { width, height } = size;
  const { stream, finished } = streamFfmpeg({
    input: path,
    options: ['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
    ...(signal ? { signal } : {}),
  });
  const frameBytes = width * height * 3;
  let frame = new Uint8Array(frameBytes);
  let filled = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        const taken = Math.min(chunk.length - at, frameBytes - filled);
        frame.set(chunk.subarray(at, at + taken), filled);
        at += taken;
        filled += taken;
        if (filled < frameBytes) continue;
        yield { width, height, data: frame };
        frame = new Uint8Array(frameBytes);
        filled = 0;
      }
    }
    await finished;
    if (filled > 0)
      throw new StudioError('unsupported-video', 'The video ends in the middle of a frame. It may be damaged.');
  } finally {
    stream.destroy();
  }
}
