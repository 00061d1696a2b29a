import { StudioError } from '../../contract/errors.ts';
import { hasImagePrompt } from '../diffusion/image-conditioning.ts';
import { latentSize, type Size } from '../diffusion/latent-size.ts';
import { latentFrame } from '../diffusion/latents.ts';
import { reusedNetworks } from '../diffusion/ports.ts';
import type { Control, DiffusionRequest, Start } from '../diffusion/request.ts';
import { diffuse, pictureLatents, planDiffusion } from '../diffusion/run.ts';
import { vaeGeometry } from '../diffusion/vae.ts';
import type { PictureMotion } from '../frames/motion.ts';
import { withDetail } from '../pictures/detail.ts';
import type { Frame, FrameSource, StagePorts, StageRequest, StageRunner } from '../ports.ts';
import { chosenScheduler } from './chosen-scheduler.ts';
import { enlarge, enlargementPasses } from './enlarge.ts';
import { firstFrame, latentPictures, numberOf, previewsBy } from './latent-pictures.ts';
import { controlsOf, movingPicture, pictureMotion } from './moving-picture.ts';
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
 * A pack with `motion` and `warp` is shown the reference as camera, wind and motion brush move it, and what of that the reference does not know:
 * where things go is then settled by geometry, and diffusion draws what comes into view. What it leaves alone keeps the reference's own
 * detail.
 *
 * Components: `textEncoder`, `unet` with `motionAdapter` (or merged with one), `vae`; if there are any: `ipAdapter` with `imageEncoder`, `control`,
 * `control2` …, `lora` …, `motion` with `warp`, `previewDecoder`, `upscaler`. Frames are decoded, enlarged and written one by one.
 * @throws StudioError `pack-invalid`, `bad-output`, and what the ports throw
 */
export const runLatentClip: StageRunner = async (request, ports) => {
  const { input } = ports;
  if (!input) throw new StudioError('internal', 'A clip was started without a picture. Start it from a reference.');
  const defaults = diffusionDefaults(ports);
  const { factor } = await vaeGeometry(ports);
  const latent = clipLatentSize(request, defaults, factor, ports);
  const reference = await firstFrame(input);
  const size = { width: latent.width * factor, height: latent.height * factor };
  const shown = await shownPictures(request, ports, { input, reference, size });
  const schedulerConfig = await chosenScheduler(request.parameters, ports);
  const asked = requestOf(request, ports, { defaults, latent, reference, shown });
  const plan = await planDiffusion({ ...asked, schedulerConfig }, ports);
  const passes = enlargementPasses(plan.size, request, ports);
  const { motion } = shown;
  const progress = progressOf(plan.parts + request.frames * (1 + passes + (motion ? 1 : 0)), ports);
  const middle = Math.floor(request.frames / 2);
  const pictures = latentPictures(latent, previewsBy(ports, false), ports);
  const upscalers = reusedNetworks(ports);
  const originals = shown.originals();
  const diffusion = diffusionPorts(request, ports, progress, (believed) =>
    pictures.preview(latentFrame(believed.data, plan.shape, middle)),
  );
  try {
    const latents = await diffuse(plan, diffusion);
    const given = motion && (await pictureLatents(shown.frames(), 'mean', plan.shape, plan.size, diffusion));
    for (let index = 0; index < request.frames; index++) {
      const drawn = await pictures.decode(latentFrame(latents.data, plan.shape, index));
      let frame = await enlarge(drawn, request, passes, { open: upscalers.open, resize: ports.resize }, progress);
      const { value: original } = await originals.next();
      if (given && original) {
        const returned = await pictures.decode(latentFrame(given, plan.shape, index));
        const known = { size: latent, shares: motion.known(index, latent.width, latent.height) };
        frame = withDetail({ drawn, enlarged: frame, returned, shown: original, known });
      }
      await ports.output.write(frame);
      await progress.advance(frame);
    }
  } finally {
    await originals.return(undefined);
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

/** What the clip is made from, frame by frame. */
interface ShownPictures {
  /** One for each frame; may be asked again. */
  readonly frames: () => AsyncIterable<Frame>;
  /** How a reference moves, if it does. */
  readonly motion: PictureMotion | null;
  /** Where it moves, the same at the size to be written; else none. */
  readonly originals: () => AsyncGenerator<Frame, undefined>;
}

interface Given {
  readonly defaults: DiffusionDefaults;
  readonly latent: Size;
  readonly reference: Frame;
  readonly shown: ShownPictures;
}

/** Video to video shows the clip's own frames, image to video the reference: at rest, or moved by a pack that knows how. */
async function shownPictures(
  request: StageRequest,
  ports: StagePorts,
  { input, reference, size }: { readonly input: FrameSource; readonly reference: Frame; readonly size: Size },
): Promise<ShownPictures> {
  const { stage, frames, parameters, prompt } = request;
  const originals = () => repeated(reference, 0);
  if (stage === 'v2v') return { frames: () => input.frames(), motion: null, originals };
  if (!ports.pack.components.motion) return { frames: () => repeated(reference, frames), motion: null, originals };
  const controls = controlsOf(parameters, prompt, 'latent-diffusion');
  const motion = await pictureMotion(reference, controls, { ...request, ...size, redrawn: true }, ports);
  const small = await ports.resize(reference, size.width, size.height);
  const large = await ports.resize(reference, request.width, request.height);
  const moving = (picture: Frame) => () => movingPicture(picture, motion, frames, ports);
  return { frames: moving(small), motion, originals: moving(large) };
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
    controls: steeringOf(request, ports, given),
    imagePrompt: hasImagePrompt(ports)
      ? { picture: reference, scale: numberOf(parameters, 'referenceStrength', 1) }
      : null,
  };
}

function startOf({ stage, parameters }: StageRequest, { shown }: Given): Start {
  if (stage === 'v2v') {
    return { kind: 'pictures', pictures: shown.frames, strength: numberOf(parameters, 'strength', 0.6) };
  }
  const strength = numberOf(parameters, 'noisePrior', 0);
  return strength === 0
    ? { kind: 'noise' }
    : { kind: 'prior', pictures: shown.frames, prior: { kind: 'mean-shift', strength } };
}

/**
 * Every control sees the pictures of all frames; but a SparseControlNet sees a reference at rest at the first frame only, as the
 * published ones are used, unless the pack was trained with all.
 */
function steeringOf({ stage, parameters, frames }: StageRequest, { pack }: StagePorts, given: Given): Control[] {
  const { latent, shown, defaults } = given;
  const { motion } = shown;
  const scale = numberOf(parameters, 'controlStrength', 1);
  const all = Array.from({ length: frames }, (_, frame) => frame);
  const names = Object.keys(pack.components).filter((name) => /^control\d*$/.test(name));
  if (scale === 0) return [];
  return names.map((component) => {
    const sparse = pack.components[component]?.architecture === 'SparseControlNetModel';
    const first = sparse && stage === 'i2v' && !motion && defaults.controlFrames === 'first';
    return {
      component,
      scale,
      start: 0,
      end: 1,
      guessMode: false,
      pictures: shown.frames,
      frameIndices: first ? [0] : all,
      ...(motion ? { known: (frame: number) => motion.known(frame, latent.width, latent.height) } : {}),
    };
  });
}

async function* repeated(frame: Frame, count: number): AsyncGenerator<Frame, undefined> {
  for (let index = 0; index < count; index++) yield frame;
  return undefined;
}
