import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Zip, ZipPassThrough } from 'fflate';
import type { ExportSettings } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { FinishedFile } from '../engine/messages.ts';
import type { Frame, FrameSource } from '../pipeline/ports.ts';
import { type ExportJob, exportExtension, exportOptions, framesRepeated } from './export-options.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { metadataFile, metadataInput, rawFrames } from './ffmpeg-arguments.ts';
import { diskFull, finishFile } from './finished-file.ts';
import { openFrames } from './frame-source.ts';
import { addGifComment } from './gif-comment.ts';
import { pngBytes, resizeFrame } from './pictures.ts';
import { addWebpRecipe } from './webp-recipe.ts';

export interface ExportTask {
  readonly inputPath: string;
  readonly settings: ExportSettings;
  /** Frames per second of the take. */
  readonly fps: number;
  readonly title: string;
  readonly recipe: string;
  readonly outputDir: string;
}

export interface ExportPorts {
  readonly signal: AbortSignal;
  /** Frames written of all. */
  readonly onFrame: (done: number, of: number) => void;
}

/**
 * Writes a take as a file that other programs read. Frames stream from the master into the encoder.
 * @throws StudioError `invalid-input` for a range outside the take, `ffmpeg-failed`, `disk-full`, `cancelled`
 */
export async function exportTake(task: ExportTask, ports: ExportPorts): Promise<FinishedFile> {
  const source = await openFrames(task.inputPath, task.fps, ports.signal);
  const { format, range, loops, edge, quality } = task.settings;
  const first = range?.first ?? 0;
  const last = range?.last ?? source.count - 1;
  if (first > last || last >= source.count) {
    throw new StudioError(
      'invalid-input',
      `The take has frames 0 to ${source.count - 1}; ${first} to ${last} cannot be exported.`,
    );
  }
  const times = framesRepeated(task.settings);
  const frames = counted(repeated(source, first, last, times), (last - first + 1) * times, ports);
  const path = join(task.outputDir, `export.${exportExtension(format)}`);
  if (format === 'png') await writeZip(fitting(frames, edge), task.recipe, path);
  else {
    const metadataPath = join(task.outputDir, 'metadata.txt');
    await writeFile(metadataPath, metadataFile(task.title, task.recipe));
    const { width, height } = source;
    const job = { format, width, height, edge, quality, loops, fps: task.fps, outFps: task.settings.fps ?? task.fps };
    await encode(frames, job, { path, metadataPath, signal: ports.signal });
    if (format === 'gif') await addGifComment(path, task.recipe);
    if (format === 'webp') await addWebpRecipe(path, task.recipe);
  }
  return finishFile(path);
}

async function* repeated(source: FrameSource, first: number, last: number, times: number): AsyncGenerator<Frame> {
  for (let time = 0; time < times; time++) {
    let index = 0;
    for await (const frame of source.frames()) {
      if (index >= first) yield frame;
      if (index++ === last) break;
    }
  }
}

/** Frames within `edge` pixels. */
async function* fitting(frames: AsyncIterable<Frame>, edge: number | null): AsyncGenerator<Frame> {
  for await (const frame of frames) {
    const scale = Math.min(1, (edge ?? Number.POSITIVE_INFINITY) / Math.max(frame.width, frame.height));
    yield scale === 1 ? frame : await resizeFrame(frame, scaled(frame.width, scale), scaled(frame.height, scale));
  }
}

const scaled = (size: number, scale: number): number => Math.max(1, Math.round(size * scale));

async function* counted(frames: AsyncIterable<Frame>, of: number, ports: ExportPorts): AsyncGenerator<Frame> {
  let done = 0;
  for await (const frame of frames) {
    ports.signal.throwIfAborted();
    yield frame;
    ports.onFrame(++done, of);
  }
}

async function encode(
  frames: AsyncIterable<Frame>,
  job: ExportJob,
  { path, metadataPath, signal }: { path: string; metadataPath: string; signal: AbortSignal },
): Promise<void> {
  const input = new PassThrough({ highWaterMark: 2 * job.width * job.height * 3 });
  const encoding = runFfmpeg({
    input,
    inputOptions: rawFrames(job, job.fps),
    secondInput: { path: metadataPath, options: metadataInput },
    outputs: [{ target: path, options: exportOptions(job) }],
    signal,
  });
  // The encoder's own reason counts, not the broken pipe that follows from it.
  encoding.catch(() => input.destroy());
  input.on('error', () => undefined);
  try {
    for await (const frame of frames) {
      if (input.destroyed) break;
      if (!input.write(frame.data)) await Promise.race([once(input, 'drain'), encoding]);
    }
  } finally {
    input.end();
  }
  await encoding;
}

/** A .zip with frame-0001.png … and recipe.json. PNG is packed already, so the zip stores it as it is. */
async function writeZip(frames: AsyncIterable<Frame>, recipe: string, path: string): Promise<void> {
  const file = createWriteStream(path);
  const whole = finished(file);
  whole.catch(() => undefined); // a disk may fill while no one waits for the file
  const zip = new Zip((error, chunk, final) => {
    if (error) file.destroy(error);
    else file.write(chunk);
    if (final) file.end();
  });
  const add = (name: string, bytes: Uint8Array): void => {
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    entry.push(bytes, true);
  };
  try {
    add('recipe.json', new TextEncoder().encode(recipe));
    let index = 0;
    for await (const frame of frames) {
      add(`frame-${String(++index).padStart(4, '0')}.png`, await pngBytes(frame));
      if (file.writableNeedDrain) await Promise.race([once(file, 'drain'), whole]);
    }
    zip.end();
    await whole;
  } catch (error) {
    file.destroy();
    throw error instanceof Error && 'code' in error && error.code === 'ENOSPC' ? diskFull(error) : error;
  }
}
