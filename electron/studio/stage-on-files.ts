import { mkdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type ExportSettings, exportDefaults } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import { newId } from '../library/ids.ts';
import { type StageShape, shapeOf } from '../queue/plan.ts';
import { refuseIssues, resolveParameters } from '../queue/resolve.ts';
import { runStage } from '../queue/run-stage.ts';
import { saveError, saveMediaAs } from './media-files.ts';
import type { Services } from './services.ts';
import type { Studio } from './types.ts';
import { unpackFrames } from './unpack-frames.ts';

type Options = Parameters<Studio['runStageOnFiles']>[0];

/** Rate assumed for folders of pictures, frames per second. */
const folderFps = 8;

/** What each extension of `output` is written as. `master` is the lossless file itself. */
const outputs: Readonly<Record<string, ExportSettings['format'] | 'master'>> = {
  '.mp4': 'mp4',
  '.webm': 'webm',
  '.gif': 'gif',
  '.zip': 'png',
  '.png': 'master',
  '.mkv': 'master',
};

/**
 * Runs one stage on a picture, a video or a folder of PNGs, outside any project; the result goes to a file or folder.
 * @throws StudioError invalid-input, pack-missing, or what the stage fails with
 */
export async function runStageOnFiles(services: Services, options: Options): Promise<StageShape> {
  const { stage, signal } = options;
  const extension = extname(options.output).toLowerCase();
  const written = extension === '' ? 'folder' : outputs[extension];
  const issues: string[] = [];
  if (written === undefined) {
    issues.push(`${options.output} ends in ${extension}; write to ${Object.keys(outputs).join(', ')} or a folder`);
  }
  if (stage === 't2i' && options.input !== null) issues.push('t2i starts from a prompt and takes no input file');
  if (stage === 't2i' && options.prompt.trim() === '') issues.push('t2i needs a prompt');
  if (stage !== 't2i' && options.input === null) issues.push(`${stage} needs an input file or folder`);
  const pack = await services.packs.forStage(stage, options.packId ?? undefined);
  const { method, components, defaults, limits } = pack.manifest;
  const resolved = resolveParameters({
    stage,
    method,
    components: Object.keys(components),
    preset: 'paper',
    packDefaults: defaults,
    packLimits: limits,
    chosen: options.parameters,
  });
  refuseIssues([...issues, ...resolved.issues]);

  const input =
    options.input === null
      ? null
      : await services.engines.compute.run(
          { kind: 'probe-input', inputPath: options.input, inputFps: folderFps },
          signal ? { signal } : {},
        );
  const shape = shapeOf(stage, resolved.parameters, input, 'paper');
  if (extension === '.png' && shape.frames > 1) {
    refuseIssues([`${options.output} is one picture but the result has ${shape.frames} frames; write to a folder`]);
  }
  await runStage(
    {
      stage,
      pack,
      parameters: resolved.parameters,
      shape,
      prompt: options.prompt,
      negativePrompt: '',
      seed: options.seed,
      inputPath: options.input,
      inputFps: input?.fps ?? folderFps,
      previewPath: null,
      device: services.device(),
      memoryBytes: services.memory(),
    },
    {
      engine: services.engines.compute,
      temporary: services.library.paths.temporary,
      ...(signal ? { signal } : {}),
      onProgress: ({ step, of }) => options.onProgress?.(step, of),
    },
    async ({ files }) => {
      if (written === 'master') {
        if (`.${files.master.extension}` === extension) return saveMediaAs(files.master.path, options.output);
        throw new StudioError(
          'invalid-input',
          `One frame is written as .png, several as .mkv; ${options.output} cannot hold the result.`,
        );
      }
      await exportTo(services, options, { path: files.master.path, fps: files.fps }, written ?? 'folder');
    },
  );
  return { width: shape.width, height: shape.height, frames: shape.frames, fps: shape.fps };
}

async function exportTo(
  services: Services,
  options: Options,
  master: { path: string; fps: number },
  written: ExportSettings['format'] | 'folder',
): Promise<void> {
  const outputDir = join(services.library.paths.temporary, `export-${newId()}`);
  await mkdir(outputDir, { recursive: true });
  try {
    const { file } = await services.engines.media.run(
      {
        kind: 'export',
        inputPath: master.path,
        settings: { ...exportDefaults, format: written === 'folder' ? 'png' : written },
        fps: master.fps,
        title: options.prompt.slice(0, 200),
        recipe: JSON.stringify({
          format: 1,
          app: 'Stillmotion',
          version: services.version,
          stage: options.stage,
          prompt: options.prompt,
          seed: options.seed,
          parameters: options.parameters,
        }),
        outputDir,
      },
      options.signal ? { signal: options.signal } : {},
    );
    if (written === 'folder') await unpackFrames(file.path, options.output);
    else await saveMediaAs(file.path, options.output);
  } catch (error) {
    throw saveError(error, options.output);
  } finally {
    await rm(outputDir, { recursive: true, force: true });
  }
}
