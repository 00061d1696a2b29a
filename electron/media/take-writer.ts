import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { StudioError } from '../contract/errors.ts';
import type { TakeFiles } from '../engine/messages.ts';
import type { Frame, FrameSink } from '../pipeline/ports.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { masterOptions, proxyOptions, rawFrames } from './ffmpeg-arguments.ts';
import { finishFile } from './finished-file.ts';
import { thumbnail, writePng, writeStrip, writeWebp } from './pictures.ts';

/** Thumbnails of a filmstrip, at most, and their height in pixels. */
const stripFrames = 16;
const stripHeight = 96;
const posterEdge = 640;

export interface TakeShape {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
}

/** Writes the files of one take while its frames come in. */
export interface TakeWriter extends FrameSink {
  /** Ends the files and forces them to the disk. @throws StudioError when frames are missing or ffmpeg failed */
  finish(): Promise<TakeFiles>;
  /** Gives up: ends ffmpeg, leaves what was written to whoever owns the folder. */
  abort(): Promise<void>;
}

/**
 * Starts the files of a take in `folder`: a lossless master (PNG for one frame, FFV1 for many), and on the way a proxy, a
 * poster and a filmstrip. One ffmpeg encodes master and proxy side by side; the writer waits whenever it falls behind.
 */
export function createTakeWriter(folder: string, shape: TakeShape): TakeWriter {
  const { width, height, frames, fps } = shape;
  const thumbnails: Frame[] = [];
  const wanted = stripIndices(frames);
  const posterIndex = Math.floor((frames - 1) / 2);
  const paths = {
    master: join(folder, frames === 1 ? 'master.png' : 'master.mkv'),
    proxy: join(folder, 'proxy.mp4'),
    poster: join(folder, 'poster.webp'),
    filmstrip: join(folder, 'filmstrip.webp'),
  };
  const encoder = frames === 1 ? null : startEncoder(paths, shape);
  let written = 0;
  // Pictures for people are made beside the next frame's computing, one frame's at a time.
  let pictures: Promise<void> = Promise.resolve();
  const makePictures = async (frame: Frame, index: number): Promise<void> => {
    if (wanted.has(index)) thumbnails.push(await thumbnail(frame, stripHeight));
    if (index === posterIndex) await writeWebp(frame, paths.poster, posterEdge, 86);
  };

  return {
    async write(frame) {
      if (frame.width !== width || frame.height !== height || written >= frames) {
        throw new StudioError(
          'internal',
          `Frame ${written} of ${frames} has ${frame.width}×${frame.height} pixels; ${width}×${height} were announced.`,
        );
      }
      const index = written++;
      if (encoder) await encoder.write(frame.data);
      else await writePng(frame, paths.master);
      await pictures;
      pictures = makePictures(frame, index);
      pictures.catch(() => undefined); // thrown by whoever waits for it next
    },
    async finish() {
      if (written !== frames) {
        throw new StudioError(
          'internal',
          `Only ${written} of ${frames} frames were made. Nothing was kept of this stage.`,
        );
      }
      await Promise.all([encoder?.end(), pictures]);
      await writeStrip(thumbnails, paths.filmstrip);
      const [master, proxy, poster, filmstrip] = await Promise.all([
        finishFile(paths.master),
        encoder ? finishFile(paths.proxy) : null,
        finishFile(paths.poster),
        finishFile(paths.filmstrip),
      ]);
      return { master, proxy, poster, filmstrip, filmstripFrames: thumbnails.length, width, height, frames, fps };
    },
    async abort() {
      await Promise.all([encoder?.abort(), pictures.catch(() => undefined)]);
    },
  };
}

/** Which frames stand in the filmstrip: evenly spaced, first and last included. */
function stripIndices(frames: number): ReadonlySet<number> {
  const count = Math.min(stripFrames, frames);
  return new Set(
    Array.from({ length: count }, (_, k) => (count === 1 ? 0 : Math.round((k * (frames - 1)) / (count - 1)))),
  );
}

function startEncoder(
  paths: { master: string; proxy: string },
  shape: TakeShape,
): { write(data: Uint8Array): Promise<void>; end(): Promise<void>; abort(): Promise<void> } {
  const input = new PassThrough({ highWaterMark: 2 * shape.width * shape.height * 3 });
  const stop = new AbortController();
  let failure: unknown;
  const finished = runFfmpeg({
    input,
    inputOptions: rawFrames(shape, shape.fps),
    outputs: [
      { target: paths.master, options: masterOptions() },
      { target: paths.proxy, options: proxyOptions(shape) },
    ],
    signal: stop.signal,
  });
  finished.catch((error: unknown) => {
    failure = error;
    input.destroy();
  });
  input.on('error', (error) => {
    failure ??= error;
  });
  return {
    async write(data) {
      if (failure) throw failure;
      // ffmpeg reads from a pipe that keeps no copy: the bytes must not change until they are gone.
      if (!input.write(data)) await Promise.race([once(input, 'drain'), finished]);
      if (failure) throw failure;
    },
    async end() {
      input.end();
      await finished;
    },
    async abort() {
      stop.abort();
      input.destroy();
      await finished.catch(() => undefined);
    },
  };
}
