import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { Frame } from '../ports.ts';
import { type ContextWindow, contextWindows } from './context-windows.ts';
import { controlInputs, controlParts, remembering } from './control.ts';
import { guide, hasBadNumbers } from './guidance.ts';
import { imageConditioning } from './image-conditioning.ts';
import { blend, type InpaintLatents, inpaintLatents, wholePicture } from './inpaint.ts';
import type { Size } from './latent-size.ts';
import { type LatentShape, latentDims, setLatentFrame } from './latents.ts';
import { motionOf } from './motion.ts';
import { applyNoisePrior } from './noise-prior.ts';
import type { DiffusionPorts } from './ports.ts';
import { type Predictor, withPredictor } from './predict.ts';
import type { DiffusionRequest } from './request.ts';
import { createScheduler } from './schedulers/registry.ts';
import type { Scheduler } from './schedulers/scheduler.ts';
import { type FloatTensor, floatTensor, sizeOf } from './tensors.ts';
import { textConditioning } from './text-conditioning.ts';
import { vaeGeometry, withEncoder } from './vae.ts';

/** A run that is ready to start: nothing has been computed yet. */
export interface DiffusionPlan {
  readonly request: DiffusionRequest;
  readonly shape: LatentShape;
  /** Of the pictures, pixels. */
  readonly size: Size;
  readonly scheduler: Scheduler;
  readonly guided: boolean;
  /** How often `advance` will be called. */
  readonly parts: number;
}

/** @throws StudioError `pack-invalid` for a pack that lacks a component, or whose configs do not fit */
export async function planDiffusion(
  asked: DiffusionRequest,
  ports: Pick<DiffusionPorts, 'pack' | 'readJson'>,
): Promise<DiffusionPlan> {
  const { pack } = ports;
  for (const name of ['textEncoder', 'unet', 'vae']) {
    if (!pack.components[name]) throw new StudioError('pack-invalid', `The pack ${pack.id} has no component ${name}.`);
  }
  if (asked.frames > 0) motionOf(pack);
  const { factor, channels } = await vaeGeometry(ports);
  const { width, height } = asked.latent;
  const size = { width: width * factor, height: height * factor };
  // A UNet made for inpainting makes whole pictures too: all of it is a hole.
  const isHole = !asked.inpaint && asked.frames === 0 && (await unetChannels(ports)) > channels;
  const request = isHole ? { ...asked, inpaint: wholePicture(size) } : asked;
  const strength = request.inpaint?.strength ?? (request.start.kind === 'pictures' ? request.start.strength : 1);
  const scheduler = createScheduler(request.schedulerConfig, request.steps, { eta: request.eta, strength });
  const startParts = request.start.kind === 'noise' ? 0 : Math.max(1, request.frames);
  return {
    request,
    shape: { width, height, channels, frames: request.frames },
    size,
    scheduler,
    guided: request.guidanceScale > 1,
    parts:
      1 +
      (request.imagePrompt ? 1 : 0) +
      (request.inpaint ? 1 : 0) +
      startParts +
      controlParts(request.controls, request.frames, ports) +
      scheduler.timesteps.length,
  };
}

/**
 * From prompts and pictures to clean latents [1, channels, (frames,) h, w]. Everything the UNet is told is computed once, each
 * network is open only while it works, and a step is one run of the UNet with all that is attached to it.
 * @throws StudioError `bad-output` as soon as a number is not finite; whatever `advance` throws
 */
export async function diffuse(plan: DiffusionPlan, ports: DiffusionPorts): Promise<FloatTensor> {
  const { request, shape, size, scheduler, guided } = plan;
  const text = await textConditioning(request.prompts, guided, size, ports);
  await ports.advance();
  const image = request.imagePrompt ? await imageConditioning(request.imagePrompt, guided, ports) : null;
  if (image) await ports.advance();
  const held = request.inpaint ? await inpaint(plan, ports) : null;
  const { latents, noise } = await startLatents(plan, held, ports);
  ports.observe?.('startLatents', floatTensor(latentDims(shape), latents));
  const controls = await controlInputs(request, shape, size, ports);
  const predictor: Predictor = {
    request,
    shape,
    guided,
    steps: scheduler.timesteps.length,
    windows: await windowsOf(plan, ports),
    conditioning: {
      rows: { ...text, ...(image ? { imageTokens: image.imageTokens } : {}) },
      shared: { ...controls, ...(image ? { ipScale: image.ipScale } : {}) },
      channels: held?.channels ?? null,
    },
  };
  return floatTensor(latentDims(shape), await removeNoise(plan, predictor, latents, noise, held, ports));
}

async function removeNoise(
  { request, shape, scheduler, guided }: DiffusionPlan,
  predictor: Predictor,
  start: Float32Array,
  startNoise: Float32Array,
  held: InpaintLatents | null,
  ports: DiffusionPorts,
): Promise<Float32Array> {
  const dims = latentDims(shape);
  const last = scheduler.timesteps.length - 1;
  let sample = start;
  await withPredictor(predictor, ports, async (predict) => {
    for (const [step, timestep] of scheduler.timesteps.entries()) {
      const raw = (await predict(scheduler.scaleModelInput(sample, step), timestep, step)).data;
      const prediction = guided ? guide(raw, request.guidanceScale, request.guidanceRescale) : raw;
      sample = scheduler.step(prediction, step, sample, () => ports.draw('step', dims));
      if (held?.picture && !held.channels) {
        const { data } = held.picture;
        blend(sample, step === last ? data : scheduler.addNoise(data, startNoise, step + 1), held.mask.data);
      }
      if (hasBadNumbers(sample)) throw badOutput(`step ${step + 1} of ${last + 1}`);
      ports.observe?.('latents', floatTensor(dims, sample));
      const believed = step === last ? null : scheduler.predictedOriginal;
      await ports.advance(believed && floatTensor(dims, believed));
    }
  });
  return sample;
}

/** The first sample, and the unit noise in it. */
async function startLatents(
  { request, shape, size, scheduler }: DiffusionPlan,
  held: InpaintLatents | null,
  ports: DiffusionPorts,
): Promise<{ latents: Float32Array; noise: Float32Array }> {
  const { start } = request;
  const dims = latentDims(shape);
  switch (start.kind) {
    case 'noise': {
      const noise = ports.draw('start', dims);
      const partly = request.inpaint && request.inpaint.strength < 1 && held?.picture;
      const latents = partly ? scheduler.addNoise(partly.data, noise, 0) : scaled(noise, scheduler.initNoiseSigma);
      return { latents, noise };
    }
    case 'prior': {
      const clean = await pictureLatents(start.pictures(), 'mean', shape, size, ports);
      const noise = ports.draw('start', dims);
      const shifted = applyNoisePrior(start.prior, noise, clean, shape, scheduler);
      return { latents: scaled(shifted, scheduler.initNoiseSigma), noise };
    }
    case 'pictures': {
      const clean = await pictureLatents(start.pictures(), request.posterior, shape, size, ports);
      const noise = ports.draw('start', dims);
      return { latents: scheduler.addNoise(clean, noise, 0), noise };
    }
  }
}

/** Latents [1, channels, (frames,) h, w] of one picture a frame. `advance` is called for each. */
export async function pictureLatents(
  pictures: AsyncIterable<Frame>,
  posterior: DiffusionRequest['posterior'],
  shape: LatentShape,
  size: Size,
  ports: DiffusionPorts,
): Promise<Float32Array> {
  const clean = new Float32Array(sizeOf(latentDims(shape)));
  const wanted = Math.max(1, shape.frames);
  let frame = 0;
  await withEncoder(shape, posterior, ports, async (encoder) => {
    const encode = remembering(encoder, size);
    for await (const picture of pictures) {
      if (frame >= wanted) break;
      setLatentFrame(clean, shape, frame++, await encode(picture));
      await ports.advance();
    }
  });
  if (frame < wanted) throw new StudioError('internal', `The clip has ${frame} frames where ${wanted} were announced.`);
  return clean;
}

async function inpaint({ request, shape, size }: DiffusionPlan, ports: DiffusionPorts): Promise<InpaintLatents | null> {
  if (!request.inpaint) return null;
  const dedicated = (await unetChannels(ports)) > shape.channels;
  const held = await inpaintLatents(request.inpaint, dedicated, shape, size, request.posterior, ports);
  await ports.advance();
  return held;
}

const unetConfigSchema = z.object({ in_channels: z.number().int().positive().default(4) });

async function unetChannels({ pack, readJson }: Pick<DiffusionPorts, 'pack' | 'readJson'>): Promise<number> {
  const path = pack.components.unet?.configPath;
  const config = unetConfigSchema.safeParse(path ? await readJson(path) : null);
  if (!config.success) throw new StudioError('pack-invalid', `The UNet config of the pack ${pack.id} cannot be used.`);
  return config.data.in_channels;
}

const motionConfigSchema = z.object({ motion_max_seq_length: z.number().int().positive().default(32) });

/** One window for a clip that the motion modules were made for, several that overlap for a longer one. */
async function windowsOf(
  { shape }: DiffusionPlan,
  { pack, readJson }: DiffusionPorts,
): Promise<readonly ContextWindow[]> {
  if (shape.frames === 0) return [];
  const path = motionOf(pack).files.configPath;
  const config = motionConfigSchema.safeParse(path ? await readJson(path) : {});
  if (!config.success) {
    throw new StudioError('pack-invalid', `The motion config of the pack ${pack.id} cannot be used.`);
  }
  const size = Math.min(shape.frames, config.data.motion_max_seq_length);
  return contextWindows(shape.frames, { size, overlap: Math.floor(size / 4) });
}

function scaled(values: Float32Array, factor: number): Float32Array {
  return factor === 1 ? values : values.map((value) => value * factor);
}

/** @param where for the person who asks why nothing was kept */
export function badOutput(where: string): StudioError {
  return new StudioError(
    'bad-output',
    `The model produced numbers that are not a picture (${where}); nothing was kept. Try another seed, a lower guidance or the CPU.`,
    { details: { where } },
  );
}
