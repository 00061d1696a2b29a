import { mkdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { DeviceChoice } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { StageId } from '../contract/geometry.ts';
import type { Parameters } from '../contract/parameters.ts';
import type { Engine, FinishedFile, ResultOf, TakeFiles } from '../engine/messages.ts';
import { newId } from '../library/ids.ts';
import type { Pack } from '../packs/read-pack.ts';
import type { StageShape } from './plan.ts';

export interface StageRun {
  readonly stage: StageId;
  readonly pack: Pack;
  readonly parameters: Parameters;
  readonly shape: StageShape;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: number;
  readonly inputPath: string | null;
  readonly inputFps: number;
  readonly previewPath: string | null;
  readonly device: DeviceChoice;
  /** What the engine may take. */
  readonly memoryBytes: number;
}

/**
 * Runs one stage in the engine and hands its files to `keep` before the temporary folder goes away.
 * @throws StudioError what the stage failed with; nothing is left behind
 */
export async function runStage<T>(
  run: StageRun,
  ports: {
    readonly engine: Engine;
    readonly temporary: string;
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: { step: number; of: number; previewPath: string | null }) => void;
  },
  keep: (result: ResultOf<'stage'>) => Promise<T>,
): Promise<T> {
  const outputDir = join(ports.temporary, `stage-${newId()}`);
  await mkdir(outputDir, { recursive: true });
  try {
    const result = await ports.engine.run(
      {
        kind: 'stage',
        request: {
          stage: run.stage,
          prompt: run.prompt,
          negativePrompt: run.negativePrompt,
          seed: run.seed,
          parameters: run.parameters,
          width: run.shape.width,
          height: run.shape.height,
          frames: run.shape.frames,
          fps: run.shape.fps,
        },
        method: run.pack.manifest.method,
        pack: run.pack.filesFor(run.stage),
        inputPath: run.inputPath,
        inputFps: run.inputFps,
        outputDir,
        previewPath: run.previewPath,
        device: run.device,
        memoryBytes: run.memoryBytes,
      },
      {
        ...(ports.signal ? { signal: ports.signal } : {}),
        ...(ports.onProgress ? { onProgress: ports.onProgress } : {}),
      },
    );
    checkInside(outputDir, filesOf(result.files));
    const { width, height, frames } = result.files;
    if (width !== run.shape.width || height !== run.shape.height || frames !== run.shape.frames) {
      throw new StudioError(
        'bad-output',
        `The stage ${run.stage} gave ${frames} frames of ${width}×${height} instead of ${run.shape.frames} of ` +
          `${run.shape.width}×${run.shape.height}. Nothing was kept of it; finished stages are safe.`,
      );
    }
    return await keep(result);
  } finally {
    await rm(outputDir, { recursive: true, force: true });
  }
}

/** The engine says where its files are; only those inside the folder it was given are believed. */
export function checkInside(outputDir: string, files: readonly (FinishedFile | null)[]): void {
  for (const file of files) {
    if (file === null) continue;
    const inner = relative(outputDir, file.path);
    if (inner === '' || inner.startsWith('..') || isAbsolute(inner)) {
      throw new StudioError('internal', `The engine reported a file outside its folder: ${file.path}`);
    }
  }
}

export function filesOf(files: TakeFiles): (FinishedFile | null)[] {
  return [files.master, files.proxy, files.poster, files.filmstrip];
}
