import { StudioError } from '../../contract/errors.ts';
import { hasImagePrompt } from '../diffusion/image-conditioning.ts';
import { latentSize, type Size } from '../diffusion/latent-size.ts';
import { latentFrame } from '../diffusion/latents.ts';
import { reusedNetworks } from '../diffusion/ports.ts';
import type { Control, DiffusionRequest, Start } from '../diffusion/request.ts';
import { diffuse, planDiffusion } from '../diffusion/run.ts';
import { vaeGeometry } from '../diffusion/vae.ts';
import type { Frame, FrameSource, StagePorts, StageRequest, StageRunner } from '../ports.ts';
import { chosenScheduler } from './chosen-scheduler.ts';
import { enlarge, enlargementPasses } from './enlarge.ts';
import { firstFrame, latentPictures, numberOf, previewsBy } from './latent-pictures.ts';
import {
  type DiffusionDefaults,
  diffusionDefaults,
  diffusionPorts,
  guidedRequest,
  progressOf,
} from './stage-diffusion.ts';

/** Latents (of all frames together) above which guidance is computed in two runs of half the memory. */
const manyLatents = 16 * 64 * 64;

/**
 * Image to video and video to video by latent diffusion, as in MagicVideo-V2: Stable Diffusion with motion modules, the reference
 * picture through an IP-Adapter (its appearance) and through a SparseControlNet or ControlNet (its RGB). Image to video starts
 * from noise shifted towards the reference's latents; video to video from the clip's own frames, noised to `strength`.
 *
 * Components: `textEncoder`, `unet` with `motionAdapter` (or merged with one), `vae`; if there are any: `ipAdapter` with `imageEncoder`, `control`,
 * `control2` …, `lora` …, `previewDecoder`, `upscaler`. Frames are decoded, enlarged and written one by one.
 * @throws StudioError `pack-invalid`, `bad-output`, and what the ports throw
 */
export const runLatentClip: StageRunner = async (request, ports) => {
  const { input } = ports;
  if (!input) throw new StudioError('internal', 'A clip was started without a picture. Start it from a reference.');
  const defaults = diffusionDefaults(ports);
  const { factor } = await vaeGeometry(ports);
  const latent = clipLatentSize(request, defaults, factor, ports);
  const reference = await firstFrame(input);
  const schedulerConfig = await chosenScheduler(request.parameters, ports);
  const asked = requestOf(request, ports, { defaults, latent, reference, input });
  const plan = await planDiffusion({ ...asked, schedulerConfig }, ports);
  const passes = enlargementPasses(plan.size, request, ports);
  const progress = progressOf(plan.parts + request.frames * (1 + passes), ports);
  const middle = Math.floor(request.frames / 2);
  const pictures = latentPictures(latent, previewsBy(ports, false), ports);
  const upscalers = reusedNetworks(ports);
  try {
    const latents = await diffuse(
      plan,
      diffusionPorts(request, ports, progress, (believed) =>
        pictures.preview(latentFrame(believed.data, plan.shape, middle)),
      ),
    );
    for (let index = 0; index < request.frames; index++) {
      const decoded = await pictures.decode(latentFrame(latents.data, plan.shape, index));
      const frame = await enlarge(decoded, request, passes, { open: upscalers.open, resize: ports.resize }, progress);
      await ports.output.write(frame);
      await progress.advance(frame);
    }
  } finally {
    await upscalers.release();
    await pictures.release();
  }
};

/** A pack with an upscaler draws at its own size and enlarges; others draw at the size asked for. */
function clipLatentSize(
  request: StageRequest,
  defaults: DiffusionDefaults,
  factor: number,
  { pack }: StagePorts,
): Size {
  if (pack.components.upscaler) return latentSize(request, defaults, factor);
  const edge = (pixels: number) => Math.max(2, Math.round(pixels / factor));
  return { width: edge(request.width), height: edge(request.height) };
}

interface Given {
  readonly defaults: DiffusionDefaults;
  readonly latent: Size;
  readonly reference: Frame;
  readonly input: FrameSource;
}

function requestOf(request: StageRequest, ports: StagePorts, given: Given): Omit<DiffusionRequest, 'schedulerConfig'> {
  const { parameters } = request;
  const { defaults, latent, reference } = given;
  const latents = request.frames * latent.width * latent.height;
  return {
    ...guidedRequest(request, defaults),
    guidancePasses: latents > manyLatents ? 'apart' : 'together',
    latent,
    frames: request.frames,
    start: startOf(request, given),
    inpaint: null,
    controls: controlsOf(request, ports, given),
    imagePrompt: hasImagePrompt(ports)
      ? { picture: reference, scale: numberOf(parameters, 'referenceStrength', 1) }
      : null,
  };
}

function startOf({ stage, parameters }: StageRequest, { reference, input }: Given): Start {
  if (stage === 'v2v') {
    return { kind: 'pictures', pictures: () => input.frames(), strength: numberOf(parameters, 'strength', 0.6) };
  }
  const strength = numberOf(parameters, 'noisePrior', 0);
  return strength === 0
    ? { kind: 'noise' }
    : { kind: 'prior', picture: reference, prior: { kind: 'mean-shift', strength } };
}

/**
 * Image to video shows its one picture to every control, at all frames; to a SparseControlNet at the first, as the published ones
 * are used, unless the pack was trained with all. Video to video shows each frame at its own place.
 */
function controlsOf({ stage, parameters, frames }: StageRequest, { pack }: StagePorts, given: Given): Control[] {
  const scale = numberOf(parameters, 'controlStrength', 1);
  const all = Array.from({ length: frames }, (_, frame) => frame);
  const names = Object.keys(pack.components).filter((name) => /^control\d*$/.test(name));
  if (scale === 0) return [];
  return names.map((component) => {
    const sparse = pack.components[component]?.architecture === 'SparseControlNetModel';
    const first = sparse && stage === 'i2v' && given.defaults.controlFrames === 'first';
    const frameIndices = first ? [0] : all;
    return {
      component,
      scale,
      start: 0,
      end: 1,
      guessMode: false,
      pictures: () => (stage === 'v2v' ? given.input.frames() : repeated(given.reference, frameIndices.length)),
      frameIndices,
    };
  });
}

async function* repeated(frame: Frame, count: number): AsyncGenerator<Frame> {
  for (let index = 0; index < count; index++) yield frame;
}
