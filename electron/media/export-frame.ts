import { join } from 'node:path';
import type { FrameFormat } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { FinishedFile } from '../engine/messages.ts';
import { finishFile } from './finished-file.ts';
import { openFrames } from './frame-source.ts';
import { writeJpeg, writePng } from './pictures.ts';

export interface FrameTask {
  readonly inputPath: string;
  /** Frames per second of the take. */
  readonly fps: number;
  /** From 0. */
  readonly frame: number;
  readonly format: FrameFormat;
  readonly outputDir: string;
}

/**
 * Writes one frame of a take as a picture.
 * @throws StudioError `invalid-input` for a frame the take does not have, `disk-full`, `cancelled`
 */
export async function exportFrame(task: FrameTask, signal: AbortSignal): Promise<FinishedFile> {
  const source = await openFrames(task.inputPath, task.fps, signal);
  let index = 0;
  for await (const frame of source.frames()) {
    if (index++ < task.frame) continue;
    const path = join(task.outputDir, task.format === 'jpeg' ? 'frame.jpg' : 'frame.png');
    await (task.format === 'jpeg' ? writeJpeg : writePng)(frame, path);
    return finishFile(path);
  }
  throw new StudioError('invalid-input', `The take has frames 0 to ${index - 1}; there is no frame ${task.frame}.`);
}
