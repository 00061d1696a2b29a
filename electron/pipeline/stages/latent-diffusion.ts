import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { createPromptTokenizer } from '../diffusion/clip-tokenizer.ts';
import { guide, hasBadNumbers, twice } from '../diffusion/guidance.ts';
import { enlargements, latentSize, type Size } from '../diffusion/latent-size.ts';
import { gaussianNoise } from '../diffusion/noise.ts';
import { createScheduler } from '../diffusion/schedulers/registry.ts';
import type { ComponentFiles, Frame, Network, StagePorts, StageRequest, StageRunner, Tensor } from '../ports.ts';
import { frameTensor, tensorFrame } from './frame-tensor.ts';

/** What a latent-diffusion pack says of itself in pack.json's `defaults`. */
const defaultsSchema = z.object({
  /** Pixels at which the model was trained. */
  width: z.number().int().min(8).default(512),
  height: z.number().int().min(8).default(512),
  steps: z.number().int().min(1).default(24),
  guidanceScale: z.number().min(0).default(7.5),
});
const vaeConfigSchema = z.object({
  block_out_channels: z.array(z.number()).min(1),
  latent_channels: z.number().int().positive().default(4),
});
/** The upscaler's factor a pass. */
const upscale = 2;

/**
 * Text to image by latent diffusion: a text encoder, a UNet that removes noise step by step under classifier-free guidance, a
 * VAE decoder, then a feed-forward upscaler as often as the wanted size needs.
 *
 * Components: `textEncoder`, `unet`, `vae`; `upscaler` (a ×2 Refiner) if there is one.
 * @throws StudioError `pack-invalid`, `bad-output`, and what the ports throw
 */
export const latentDiffusion: StageRunner = async (request, ports) => {
  const plan = await planRun(request, ports);
  const progress = progressOf(plan, ports);
  const context = await encodeText(request, ports, plan);
  await progress.advance();
  const decoded = await withNetwork(ports, 'vae', { half: 'decoder', ...plan.latent }, async (decoder) => {
    const latents = await denoise(request, ports, plan, context, decoder, progress);
    return checkedPicture(await decode(decoder, latents, plan));
  });
  await progress.advance(decoded);
  const picture = await enlarge(decoded, request, ports, plan, progress);
  for (let frame = 0; frame < request.frames; frame++) await ports.output.write(picture);
};

type Float32Tensor = Extract<Tensor, { type: 'float32' }>;

interface Plan {
  readonly steps: number;
  readonly guidanceScale: number;
  /** 2 with guidance: unconditional, conditional. */
  readonly batch: 1 | 2;
  readonly latent: Size;
  readonly channels: number;
  readonly passes: number;
  readonly schedulerConfig: unknown;
  readonly tokenizerFile: unknown;
}

async function planRun(request: StageRequest, ports: StagePorts): Promise<Plan> {
  const { pack } = ports;
  const defaults = parsed(defaultsSchema, pack.defaults, `The defaults of the pack ${pack.id}`);
  const vae = component(ports, 'vae');
  component(ports, 'unet');
  component(ports, 'textEncoder');
  if (pack.tokenizerPath === null || pack.schedulerPath === null) {
    throw new StudioError(
      'pack-invalid',
      `The pack ${pack.id} names no ${pack.tokenizerPath ? 'scheduler' : 'tokenizer'}.`,
    );
  }
  const config = parsed(vaeConfigSchema, await ports.readJson(vae.configPath), `The VAE config of the pack ${pack.id}`);
  const factor = 2 ** (config.block_out_channels.length - 1);
  const latent = latentSize(request, defaults, factor);
  const { steps = defaults.steps, guidanceScale = defaults.guidanceScale } = request.parameters;
  const scale = Number(guidanceScale);
  const decoded = { width: latent.width * factor, height: latent.height * factor };
  return {
    steps: Number(steps),
    guidanceScale: scale,
    batch: scale > 1 ? 2 : 1,
    latent,
    channels: config.latent_channels,
    passes: pack.components.upscaler ? enlargements(decoded, request, upscale) : 0,
    schedulerConfig: await ports.readJson(pack.schedulerPath),
    tokenizerFile: await ports.readJson(pack.tokenizerPath),
  };
}

/** @throws StudioError `pack-invalid` listing what does not fit */
function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new StudioError('pack-invalid', `${what} cannot be used. ${issues}.`);
}

function component(ports: StagePorts, name: string): ComponentFiles {
  const found = ports.pack.components[name];
  if (!found) throw new StudioError('pack-invalid', `The pack ${ports.pack.id} has no component ${name}.`);
  return found;
}

interface Progress {
  /** One more part is done. */
  advance(preview?: Frame): Promise<void>;
}

/** The text, every step, the decoding and every enlargement count one each. */
function progressOf(plan: Plan, ports: StagePorts): Progress {
  const total = plan.steps + 2 + plan.passes;
  let done = 0;
  return {
    advance: (preview) => ports.progress(++done, total, preview),
  };
}

/** Hidden states of the prompt, after those of the negative prompt when there is guidance: [batch, 77, c]. */
async function encodeText(request: StageRequest, ports: StagePorts, plan: Plan): Promise<Tensor> {
  const tokenizer = createPromptTokenizer(plan.tokenizerFile);
  const prompts = plan.batch === 2 ? [request.negativePrompt, request.prompt] : [request.prompt];
  const encoded = await withNetwork(ports, 'textEncoder', undefined, async (encoder) => {
    const states: Float32Tensor[] = [];
    for (const prompt of prompts) {
      const ids = tokenizer.encode(prompt);
      const outputs = await encoder.run({ inputIds: { type: 'int64', dims: [1, ids.length], data: ids } });
      states.push(floats(outputs, 'hiddenStates'));
    }
    return states;
  });
  const length = encoded[0]?.data.length ?? 0;
  const data = new Float32Array(encoded.length * length);
  encoded.forEach((state, index) => {
    data.set(state.data, index * length);
  });
  return { type: 'float32', dims: [encoded.length, ...(encoded[0]?.dims.slice(1) ?? [])], data };
}

async function denoise(
  request: StageRequest,
  ports: StagePorts,
  plan: Plan,
  context: Tensor,
  decoder: Network,
  progress: Progress,
): Promise<Float32Array> {
  const { batch, latent, channels } = plan;
  const scheduler = createScheduler(plan.schedulerConfig, plan.steps);
  const preview = previewer(decoder, plan);
  const count = channels * latent.width * latent.height;
  const dims = [batch, channels, latent.height, latent.width];
  let sample: Float32Array = gaussianNoise(request.seed, 0, count).map((value) => value * scheduler.initNoiseSigma);
  await withNetwork(ports, 'unet', { ...latent, batch }, async (unet) => {
    for (const [index, timestep] of scheduler.timesteps.entries()) {
      const input = scheduler.scaleModelInput(sample, index);
      const outputs = await unet.run({
        sample: { type: 'float32', dims, data: batch === 2 ? twice(input) : input },
        timestep: { type: 'float32', dims: [1], data: Float32Array.of(timestep) },
        encoderHiddenStates: context,
      });
      const raw = floats(outputs, 'prediction').data;
      const prediction = batch === 2 ? guide(raw, plan.guidanceScale) : raw;
      sample = scheduler.step(prediction, index, sample, () => gaussianNoise(request.seed, index + 1, count));
      if (hasBadNumbers(sample)) throw badOutput(`step ${index + 1} of ${plan.steps}`);
      const last = index === scheduler.timesteps.length - 1;
      await progress.advance(last ? undefined : await preview(scheduler.predictedOriginal));
    }
  });
  return sample;
}

/**
 * Makes previews by decoding what the sampler believes in: at most four a second, and so seldom that they take a tenth of the
 * time however slow the decoder is.
 */
function previewer(decoder: Network, plan: Plan): (latents: Float32Array | null) => Promise<Frame | undefined> {
  let next = 0;
  return async (latents) => {
    const start = performance.now();
    if (!latents || start < next) return undefined;
    const { frame } = await decode(decoder, latents, plan);
    const end = performance.now();
    next = end + Math.max(250, 9 * (end - start));
    return frame;
  };
}

interface Decoded {
  readonly frame: Frame;
  /** Mean of the decoder's numbers: not finite when any of them is not. */
  readonly mean: Float32Array;
}

async function decode(decoder: Network, latents: Float32Array, plan: Plan): Promise<Decoded> {
  const { width, height } = plan.latent;
  const outputs = await decoder.run({
    latents: { type: 'float32', dims: [1, plan.channels, height, width], data: latents },
  });
  return { frame: tensorFrame(outputs.picture, 'picture'), mean: floats(outputs, 'mean').data };
}

/** @throws StudioError `bad-output` for a picture with NaN or infinities, or an all-black one */
function checkedPicture({ frame, mean }: Decoded): Frame {
  if (hasBadNumbers(mean)) throw badOutput('decoding');
  if (frame.data.every((byte) => byte <= 1)) throw badOutput('decoding: all black');
  return frame;
}

async function enlarge(
  decoded: Frame,
  request: StageRequest,
  ports: StagePorts,
  plan: Plan,
  progress: Progress,
): Promise<Frame> {
  let picture = decoded;
  for (let pass = 0; pass < plan.passes; pass++) {
    const { width, height } = picture;
    const outputs = await withNetwork(ports, 'upscaler', { width, height, margin: 8 }, (network) =>
      network.run({
        picture: frameTensor(picture),
        strength: { type: 'float32', dims: [1], data: Float32Array.of(1) },
      }),
    );
    picture = tensorFrame(outputs.refined, 'refined');
    await progress.advance(picture);
  }
  const fits = picture.width === request.width && picture.height === request.height;
  return fits ? picture : ports.resize(picture, request.width, request.height);
}

/** Opens a network for the time of `work`. */
async function withNetwork<T>(
  ports: StagePorts,
  name: string,
  variant: Readonly<Record<string, number | string | boolean>> | undefined,
  work: (network: Network) => Promise<T>,
): Promise<T> {
  const network = await ports.open(name, variant);
  try {
    return await work(network);
  } finally {
    await network.release();
  }
}

function floats(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Tensor {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32') throw new StudioError('internal', `A network gave no float32 output ${name}.`);
  return tensor;
}

function badOutput(where: string): StudioError {
  return new StudioError(
    'bad-output',
    `The model produced numbers that are not a picture (${where}); nothing was kept. Try another seed, a lower guidance or the CPU.`,
    { details: { where } },
  );
}
