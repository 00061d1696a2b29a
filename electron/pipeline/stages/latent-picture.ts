import { latentSize, type Size } from '../diffusion/latent-size.ts';
import type { DiffusionRequest, Inpainting } from '../diffusion/request.ts';
import { diffuse, planDiffusion } from '../diffusion/run.ts';
import { vaeGeometry } from '../diffusion/vae.ts';
import type { Frame, StagePorts, StageRequest, StageRunner } from '../ports.ts';
import { chosenScheduler } from './chosen-scheduler.ts';
import { enlarge, enlargementPasses } from './enlarge.ts';
import { latentPictures, previewsBy } from './latent-pictures.ts';
import {
  type DiffusionDefaults,
  diffusionDefaults,
  diffusionPorts,
  guidedRequest,
  progressOf,
} from './stage-diffusion.ts';

/** Latents above which guidance is computed in two runs of half the memory. */
const manyLatents = 128 * 128;

/**
 * Text to image by latent diffusion: text encoders, a UNet that removes noise step by step under classifier-free guidance, a
 * VAE decoder, then a feed-forward upscaler as often as the wanted size needs.
 *
 * Components: `textEncoder`, `unet`, `vae`; if there are any: `textEncoder2`, `lora` …, `previewDecoder`, `upscaler` (a ×2 Refiner).
 * @throws StudioError `pack-invalid`, `bad-output`, and what the ports throw
 */
export const runLatentPicture: StageRunner = async (request, ports) => {
  const picture = await drawPicture(request, request, null, ports);
  for (let frame = 0; frame < request.frames; frame++) await ports.output.write(picture);
};

/**
 * One picture of exactly `wanted` pixels, drawn at the model's own size and brought to that.
 * @param inpaint what is kept and what is drawn anew, at the model's size; null draws all of it
 */
export async function drawPicture(
  request: StageRequest,
  wanted: Size,
  inpaint: ((latent: Size, factor: number) => Inpainting) | null,
  ports: StagePorts,
): Promise<Frame> {
  const defaults = diffusionDefaults(ports);
  const { factor } = await vaeGeometry(ports);
  const latent = latentSize(wanted, defaults, factor);
  const schedulerConfig = await chosenScheduler(request.parameters, ports);
  const asked = { ...requestOf(request, defaults, latent), inpaint: inpaint?.(latent, factor) ?? null };
  const plan = await planDiffusion({ ...asked, schedulerConfig }, ports);
  const passes = enlargementPasses(plan.size, wanted, ports);
  const progress = progressOf(plan.parts + 1 + passes, ports);
  const pictures = latentPictures(latent, previewsBy(ports, true), ports);
  let decoded: Frame;
  try {
    decoded = await pictures.decode(await diffuse(plan, diffusionPorts(request, ports, progress, pictures.preview)));
  } finally {
    await pictures.release();
  }
  await progress.advance(decoded);
  return enlarge(decoded, wanted, passes, ports, progress);
}

function requestOf(
  request: StageRequest,
  defaults: DiffusionDefaults,
  latent: Size,
): Omit<DiffusionRequest, 'schedulerConfig' | 'inpaint'> {
  return {
    ...guidedRequest(request, defaults),
    guidancePasses: latent.width * latent.height > manyLatents ? 'apart' : 'together',
    latent,
    frames: 0,
    start: { kind: 'noise' },
    controls: [],
    imagePrompt: null,
  };
}
