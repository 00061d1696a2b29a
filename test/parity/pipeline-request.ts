import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { readPicture } from '../../electron/media/pictures.ts';
import type {
  Control,
  DiffusionRequest,
  PictureSizes,
  Prompts,
  Start,
} from '../../electron/pipeline/diffusion/request.ts';
import type { Frame, PackFiles } from '../../electron/pipeline/ports.ts';
import type { PipelineCase } from './case-file.ts';
import { exists } from './model-folder.ts';
import { priorOf } from './prior-of.ts';
import { readJson } from './read-json.ts';

/** The recorded call in the pipeline's own terms. @param factor pixels a latent */
export async function requestOf(
  folder: string,
  file: PipelineCase,
  pack: PackFiles,
  factor: number,
): Promise<DiffusionRequest> {
  const { call } = file;
  const video = file.video ? await pathsOf(folder, file.video) : null;
  const isVideo = file.pipeline.startsWith('AnimateDiff');
  const frames = isVideo ? (call.num_frames ?? video?.length ?? 0) : 0;
  const reference = file.ip_adapter_image ? await pictureAt(folder, file.ip_adapter_image) : null;
  return {
    prompts: promptsOf(file, await readsEmptyPrompts(folder, file)),
    steps: call.num_inference_steps,
    guidanceScale: call.guidance_scale,
    guidanceRescale: call.guidance_rescale ?? 0,
    guidancePasses: 'together',
    eta: call.eta ?? 0,
    latent: { width: Math.floor(call.width / factor), height: Math.floor(call.height / factor) },
    frames,
    start: await startOf(folder, file, { video, frames }),
    inpaint: await inpaintOf(folder, file),
    controls: await controlsOf(folder, file, pack),
    imagePrompt:
      reference && typeof file.ip_adapter_scale === 'number'
        ? { picture: reference, scale: file.ip_adapter_scale }
        : null,
    posterior: file.vae_posterior === 'sample' ? 'sample' : 'mean',
    schedulerConfig: { _class_name: file.scheduler.class, ...file.scheduler.config },
  };
}

/** SDXL's null negative prompt is zeros, unless its model_index.json says that it is the empty text. */
async function readsEmptyPrompts(folder: string, { model, diffusers_config }: PipelineCase): Promise<boolean> {
  const path = resolve(folder, model ?? diffusers_config ?? '.', 'model_index.json');
  if (!(await exists(path))) return false;
  const index = z.object({ force_zeros_for_empty_prompt: z.boolean().default(true) }).parse(await readJson(path));
  return !index.force_zeros_for_empty_prompt;
}

function promptsOf({ call }: PipelineCase, emptyIsRead: boolean): Prompts {
  const { width, height } = call;
  const sizes = (
    original: readonly [number, number] = [height, width],
    crop: readonly [number, number] = [0, 0],
    target: readonly [number, number] = [height, width],
  ): PictureSizes => ({
    original: { height: original[0], width: original[1] },
    cropTop: crop[0],
    cropLeft: crop[1],
    target: { height: target[0], width: target[1] },
  });
  const { negative_original_size, negative_crops_coords_top_left, negative_target_size } = call;
  return {
    prompt: call.prompt,
    negativePrompt: call.negative_prompt ?? (emptyIsRead ? '' : null),
    ...(call.prompt_2 ? { prompt2: call.prompt_2 } : {}),
    // As the reference does it, an empty one counts as none.
    ...(call.negative_prompt_2 ? { negativePrompt2: call.negative_prompt_2 } : {}),
    clipSkip: call.clip_skip ?? 0,
    syntax: 'plain',
    sizes: sizes(
      call.original_size ?? undefined,
      call.crops_coords_top_left ?? undefined,
      call.target_size ?? undefined,
    ),
    // The reference heeds these only when both are given.
    ...(negative_original_size && negative_target_size
      ? {
          negativeSizes: sizes(
            negative_original_size,
            negative_crops_coords_top_left ?? undefined,
            negative_target_size,
          ),
        }
      : {}),
  };
}

async function startOf(
  folder: string,
  file: PipelineCase,
  { video, frames }: { readonly video: readonly string[] | null; readonly frames: number },
): Promise<Start> {
  if (video) return { kind: 'pictures', pictures: () => pictures(video), strength: file.call.strength ?? 1 };
  if (!file.noise_prior) return { kind: 'noise' };
  const reference = file.ip_adapter_image ?? [file.conditioning_frames].flat()[0];
  if (!reference) throw new Error('The case has a noise prior but no picture for it.');
  const everywhere = await pathsOf(folder, new Array<string>(Math.max(1, frames)).fill(reference));
  return { kind: 'prior', pictures: () => pictures(everywhere), prior: priorOf(file.noise_prior) };
}

async function inpaintOf(
  folder: string,
  { image, mask_image, call }: PipelineCase,
): Promise<DiffusionRequest['inpaint']> {
  if (image === undefined || mask_image === undefined) return null;
  const { width, height, data } = await pictureAt(folder, mask_image);
  // Pillow's conversion to one channel.
  const brightness = Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(3 * pixel);
    return (19_595 * red + 38_470 * green + 7471 * blue + 32_768) >> 16;
  });
  return {
    picture: await pictureAt(folder, image),
    mask: { width, height, data: brightness },
    strength: call.strength ?? 1,
  };
}

async function controlsOf(folder: string, file: PipelineCase, pack: PackFiles): Promise<Control[]> {
  const { call } = file;
  const given = file.control_images ?? file.conditioning_frames;
  if (!given || !file.pipeline.includes('ControlNet')) return [];
  const components = Object.keys(pack.components).filter((name) => /^control\d*$/.test(name));
  const nth = (setting: number | readonly number[] | null | undefined, index: number, fallback: number) =>
    (typeof setting === 'number' ? setting : setting?.[index]) ?? fallback;
  const all = await pathsOf(folder, given);
  return components.map((component, index) => {
    const own = file.control_images ? all.slice(index, index + 1) : all;
    return {
      component,
      scale: nth(call.controlnet_conditioning_scale, index, 1),
      start: nth(call.control_guidance_start, index, 0),
      end: nth(call.control_guidance_end, index, 1),
      guessMode: call.guess_mode ?? false,
      pictures: () => pictures(own),
      frameIndices: call.controlnet_frame_indices ?? [0],
    };
  });
}

async function* pictures(paths: readonly string[]): AsyncGenerator<Frame> {
  for (const path of paths) yield (await readPicture(path)).frame;
}

async function pictureAt(folder: string, path: string): Promise<Frame> {
  return (await readPicture(resolve(folder, path))).frame;
}

/** A list of paths, or one in which NN stands for the number of a frame. */
async function pathsOf(folder: string, given: string | readonly string[]): Promise<string[]> {
  if (typeof given !== 'string') return given.map((path) => resolve(folder, path));
  const pattern = resolve(folder, given);
  const [before = '', after = ''] = basename(pattern).split('NN');
  const names = await readdir(dirname(pattern));
  return names
    .filter(
      (name) =>
        name.startsWith(before) &&
        name.endsWith(after) &&
        /^\d+$/.test(name.slice(before.length, name.length - after.length)),
    )
    .sort()
    .map((name) => join(dirname(pattern), name));
}
