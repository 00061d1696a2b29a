import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { gaussianNoise } from '../../../electron/pipeline/diffusion/noise.ts';
import type { Control, DiffusionRequest, Prompts } from '../../../electron/pipeline/diffusion/request.ts';
import { diffuse, planDiffusion } from '../../../electron/pipeline/diffusion/run.ts';
import { sizeOf } from '../../../electron/pipeline/diffusion/tensors.ts';
import { textConditioning } from '../../../electron/pipeline/diffusion/text-conditioning.ts';
import type { ComponentFiles, NetworkVariant, PackFiles, Tensor } from '../../../electron/pipeline/ports.ts';
import { createRuntime } from '../../../electron/runtime/runtime.ts';
import { stripes } from '../../support/engine-tasks.ts';
import { relativeError } from '../../support/fixture-tensors.ts';
import { packPorts } from '../../support/pack-ports.ts';
import { tinyVideoPack } from '../../support/tiny-video-pack.ts';

/** What the pipeline may do in more than one way, on tiny random networks: each way must mean the same. */
const runtime = createRuntime({ device: 'cpu' });
afterAll(() => runtime.release());

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const published = (architecture: string, folder: string, file = 'diffusion_pytorch_model'): ComponentFiles => ({
  architecture,
  configPath: `${fixtures}${folder}/config.json`,
  weightPaths: [`${fixtures}${folder}/${file}.safetensors`],
});

/** Stable Diffusion with two plain ControlNets. */
const controlPack: PackFiles = {
  ...tinyVideoPack,
  id: 'tiny-control',
  components: {
    textEncoder: published('CLIPTextModel', 't2i-sd/model/text_encoder', 'model'),
    unet: published('UNet2DConditionModel', 'controlnet-image/unet'),
    vae: published('AutoencoderKL', 't2i-sd/model/vae'),
    control: published('ControlNetModel', 'controlnet-image/controlnet'),
    control2: published('ControlNetModel', 'controlnet-image/controlnet_2'),
  },
  tokenizerPath: `${fixtures}t2i-sd/model/tokenizer`,
};

/** The text half of Stable Diffusion XL. */
const dualPack: PackFiles = {
  ...controlPack,
  id: 'tiny-xl',
  components: {
    textEncoder: published('CLIPTextModel', 'clip/sdxl-1', 'model'),
    textEncoder2: published('CLIPTextModelWithProjection', 'clip/sdxl-2', 'model'),
  },
  tokenizer2Path: `${fixtures}parity/t2i-sdxl/model/tokenizer_2`,
};

const prompts: Prompts = { prompt: 'waves', negativePrompt: 'blurry', clipSkip: 0, syntax: 'studio' };
const still: DiffusionRequest = {
  prompts,
  steps: 2,
  guidanceScale: 5,
  guidanceRescale: 0,
  guidancePasses: 'together',
  eta: 0,
  latent: { width: 8, height: 8 },
  frames: 0,
  start: { kind: 'noise' },
  inpaint: null,
  controls: [],
  imagePrompt: null,
  posterior: 'mean',
  schedulerConfig: { _class_name: 'DDIMScheduler', beta_start: 0.00085, beta_end: 0.012, clip_sample: false },
};
const reference = stripes(64, 64, 3);
const controlled = (count: number, change: Partial<Control> = {}): Control => ({
  component: 'control',
  scale: 0.8,
  start: 0,
  end: 1,
  guessMode: false,
  async *pictures() {
    for (let index = 0; index < count; index++) yield reference;
  },
  frameIndices: [0],
  ...change,
});
/** The first control guesses, the second does not, or the other way round. */
const mixed = (...modes: boolean[]): DiffusionRequest => ({
  ...still,
  controls: modes.map((guessMode, index) => controlled(1, { component: index ? 'control2' : 'control', guessMode })),
});
const clip = (frames: number): DiffusionRequest => ({
  ...still,
  frames,
  controls: [controlled(1)],
  imagePrompt: { picture: reference, scale: 0.7 },
});

/** Clean latents, and the frames and rows that the UNet was opened with and asked for. */
async function latentsOf(request: DiffusionRequest, pack: PackFiles) {
  const { open, ...files } = packPorts(pack, runtime);
  const variants: NetworkVariant[] = [];
  let draws = 0;
  let asked = 0;
  const ports = {
    ...files,
    open: async (names: string | readonly string[], variant?: NetworkVariant) => {
      const network = await open(names, variant);
      if ([names].flat()[0] !== 'unet') return network;
      variants.push(variant ?? {});
      return {
        ...network,
        run(inputs: Readonly<Record<string, Tensor>>) {
          asked++;
          return network.run(inputs);
        },
      };
    },
    draw: (_: string, dims: readonly number[]) => gaussianNoise(3, draws++, sizeOf(dims)),
    advance: async () => {},
  };
  const { data } = await diffuse(await planDiffusion(request, ports), ports);
  return { data, variants, asked };
}

describe('guidance in two passes', () => {
  it.each<[string, PackFiles, DiffusionRequest]>([
    ['a clip with every part', tinyVideoPack, clip(3)],
    ['a ControlNet', controlPack, { ...still, controls: [controlled(1)] }],
    ['a ControlNet in guess mode', controlPack, { ...still, controls: [controlled(1, { guessMode: true })] }],
    ['two ControlNets, the first in guess mode', controlPack, mixed(true, false)],
    ['two ControlNets, the second in guess mode', controlPack, mixed(false, true)],
    ['a ControlNet for the first half', controlPack, { ...still, controls: [controlled(1, { end: 0.5 })] }],
  ])('of %s means what one pass means, in half the rows', async (_, pack, request) => {
    const together = await latentsOf(request, pack);
    const apart = await latentsOf({ ...request, guidancePasses: 'apart' }, pack);
    expect(relativeError(apart.data, together.data)).toBeLessThan(1e-4);
    expect([together.variants.map(({ batch }) => batch), together.asked]).toEqual([[2], 2]);
    expect([apart.variants.map(({ batch }) => batch), apart.asked]).toEqual([[1], 4]);
  });

  it('still shows what guess mode does, to one of several ControlNets', async () => {
    const all: Float32Array[] = [];
    for (const [first, second] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const { data } = await latentsOf(mixed(first, second), controlPack);
      for (const other of all) expect(relativeError(data, other)).toBeGreaterThan(1e-3);
      all.push(data);
    }
  });
});

describe('a SparseControlNet', () => {
  it('given more pictures than frames to put them at reads the first ones, as diffusers does; fewer are an error', async () => {
    const one = { ...clip(3), imagePrompt: null };
    const many = { ...one, controls: [controlled(3)] };
    const [first, all] = [await latentsOf(one, tinyVideoPack), await latentsOf(many, tinyVideoPack)];
    expect(relativeError(all.data, first.data)).toBe(0);
    const few = { ...one, controls: [controlled(1, { frameIndices: [0, 2] })] };
    await expect(latentsOf(few, tinyVideoPack)).rejects.toThrow(/needs 2 pictures/);
  });
});

describe('clips longer than the motion modules reach', () => {
  it('are computed in windows of one length that see their own control frames', async () => {
    const { data, variants, asked } = await latentsOf(clip(40), tinyVideoPack);
    expect(variants.map(({ frames }) => frames)).toEqual([32]);
    expect(asked).toBe(2 * 2);
    expect(data).toHaveLength(4 * 40 * 64);
    expect(data.every(Number.isFinite)).toBe(true);
    // The control picture is on frame 0, which the second window does not hold.
    const elsewhere = { ...clip(40), controls: [controlled(1, { frameIndices: [39] })] };
    const other = await latentsOf(elsewhere, tinyVideoPack);
    const frame = (all: Float32Array, at: number) => all.slice(at * 64, (at + 1) * 64);
    expect(relativeError(frame(other.data, 0), frame(data, 0))).toBeGreaterThan(1e-3);
    expect(relativeError(frame(other.data, 39), frame(data, 39))).toBeGreaterThan(1e-3);
  });

  it('of as many frames as the modules reach are computed at once', async () => {
    const { variants, asked } = await latentsOf(clip(32), tinyVideoPack);
    expect(variants.map(({ frames }) => frames)).toEqual([32]);
    expect(asked).toBe(2);
  });

  it('give both passes of guidance the same windows', async () => {
    const together = await latentsOf(clip(34), tinyVideoPack);
    const apart = await latentsOf({ ...clip(34), guidancePasses: 'apart' }, tinyVideoPack);
    expect(relativeError(apart.data, together.data)).toBeLessThan(1e-4);
  });
});

describe('prompts', () => {
  const long = 'waves and clouds, '.repeat(40);
  async function conditioning(change: Partial<Prompts>, pack = tinyVideoPack) {
    const ports = { ...packPorts(pack, runtime), draw: () => new Float32Array(), advance: async () => {} };
    return textConditioning({ ...prompts, ...change }, true, { width: 64, height: 64 }, ports);
  }
  /** One row, cut to the first `tokens`. */
  const row = ({ dims, data }: { dims: readonly number[]; data: Float32Array }, at: number, tokens = dims[1] ?? 0) => {
    const [, length = 0, channels = 0] = dims;
    return data.slice(at * length * channels, (at * length + tokens) * channels);
  };

  it('of different lengths are brought to the same number of pieces, the rest empty', async () => {
    const [mixed, short, empty] = [
      (await conditioning({ prompt: long })).encoderHiddenStates,
      (await conditioning({})).encoderHiddenStates,
      (await conditioning({ negativePrompt: '' })).encoderHiddenStates,
    ];
    const [, tokens = 0, channels = 0] = mixed.dims;
    expect(tokens % 77).toBe(0);
    expect(tokens).toBeGreaterThan(77);
    expect(row(mixed, 0, 77)).toEqual(row(short, 0));
    expect(row(mixed, 0).slice(77 * channels, 2 * 77 * channels)).toEqual(row(empty, 0));
  });

  it('that are cut off in the plain syntax keep one piece', async () => {
    const plain = (await conditioning({ prompt: long, syntax: 'plain' })).encoderHiddenStates;
    expect(plain.dims[1]).toBe(77);
    const studio = (await conditioning({ prompt: 'waves' })).encoderHiddenStates;
    expect((await conditioning({ prompt: 'waves', syntax: 'plain' })).encoderHiddenStates).toEqual(studio);
  });

  it('with weights move the states of their own tokens, and only in the weighed row', async () => {
    const plain = (await conditioning({ prompt: 'waves cat' })).encoderHiddenStates;
    const weighed = (await conditioning({ prompt: 'waves (cat:1.5)' })).encoderHiddenStates;
    expect(weighed.dims).toEqual(plain.dims);
    expect(row(weighed, 0)).toEqual(row(plain, 0));
    const channels = plain.dims[2] ?? 0;
    const ratios = Array.from(row(weighed, 1), (value, index) => value / (row(plain, 1)[index] ?? 1));
    const ratioOf = (token: number) => ratios[token * channels] ?? 0;
    // Start, waves and end are rescaled alike; the weighed word by half as much again.
    expect(ratioOf(1)).toBeCloseTo(ratioOf(0), 4);
    const most = Math.max(...Array.from({ length: 77 }, (_, token) => ratioOf(token) / ratioOf(0)));
    expect(most).toBeCloseTo(1.5, 4);
  });

  it('that are long or missing fit two text encoders', async () => {
    const { encoderHiddenStates, textEmbeds } = await conditioning({ prompt: long, negativePrompt: null }, dualPack);
    const tokens = encoderHiddenStates.dims[1] ?? 0;
    expect(tokens).toBeGreaterThan(77);
    expect(row(encoderHiddenStates, 0).every((value) => value === 0)).toBe(true);
    expect(row(encoderHiddenStates, 1).some((value) => value !== 0)).toBe(true);
    expect(textEmbeds?.dims[0]).toBe(2);
    expect(textEmbeds?.data.slice(0, textEmbeds.dims[1]).every((value) => value === 0)).toBe(true);
    const other = await conditioning({ prompt: 'waves', prompt2: long, negativePrompt: '' }, dualPack);
    expect(other.encoderHiddenStates.dims[1]).toBe(tokens);
    expect(row(other.encoderHiddenStates, 0).some((value) => value !== 0)).toBe(true);
  });
});

describe('a UNet merged with its motion modules', () => {
  it('makes the same clip as the two apart (would catch a pack that imports and then cannot run)', async () => {
    const { motionAdapter, unet, ...others } = tinyVideoPack.components;
    const merged: PackFiles = {
      ...tinyVideoPack,
      components: {
        ...others,
        unet: {
          architecture: 'UNetMotionModel',
          configPath: `${fixtures}i2v-full/model/unet_motion_config.json`,
          weightPaths: [unet, motionAdapter].flatMap((component) => component?.weightPaths ?? []),
        },
      },
    };
    const apart = await latentsOf(clip(4), tinyVideoPack);
    const together = await latentsOf(clip(4), merged);
    expect(relativeError(together.data, apart.data)).toBeLessThan(1e-5);
    await expect(
      latentsOf(clip(4), { ...tinyVideoPack, components: { ...others, ...(unet ? { unet } : {}) } }),
    ).rejects.toThrow('no component motionAdapter');
  });
});
