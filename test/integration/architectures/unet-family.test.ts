import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildModel, type ModelRequest } from '../../../native-models/architectures/registry.ts';
import type { AttentionForm } from '../../../native-models/graph/types.ts';
import { readTensors, relativeError } from '../../support/fixture-tensors.ts';
import { type FixtureTensor, floats, runGraph } from '../../support/tensors.ts';

/** Tiny random UNets with their parts, and what diffusers 0.40 computed for them on the CPU in float32. */
const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
type Saved = Required<Pick<ModelRequest, 'architecture' | 'config' | 'weightPaths'>>;
const saved = (architecture: string, folder: string): Saved => ({
  architecture,
  config: `${fixtures}${folder}/config.json`,
  weightPaths: [`${fixtures}${folder}/diffusion_pytorch_model.safetensors`],
});
const adapterFile = (folder: string): Saved => ({
  architecture: 'IPAdapter',
  config: {},
  weightPaths: [`${fixtures}${folder}/ip-adapter_tiny.safetensors`],
});
const videoUnet = saved('UNet2DConditionModel', 'i2v-full/model/unet');
const motionV3 = saved('MotionAdapter', 'i2v-full/model/motion_adapter');
const motionV2 = saved('MotionAdapter', 't2v/motion_adapter');
const sparse = saved('SparseControlNetModel', 'i2v-full/model/controlnet');

const tensor = ({ dims, data }: { dims: number[]; data: Float32Array }): FixtureTensor => ({ shape: dims, data });
const one = (value: unknown): FixtureTensor => ({ shape: [1], data: Float32Array.of(Number(value)) });
type Expected = ReturnType<typeof readTensors>;

/** What every UNet takes, of a fixture file. */
function common(expected: Expected): { sample: FixtureTensor; timestep: FixtureTensor } {
  return { sample: tensor(expected.float('step0_unet_sample_in')), timestep: one(expected.metadata.timestep) };
}

/** Both prompts' text, unconditional first. */
function bothTexts(expected: Expected): FixtureTensor {
  const [first, second] = ['text_hidden_negative_prompt', 'text_hidden_prompt'].map((name) => expected.float(name));
  const data = new Float32Array([...(first?.data ?? []), ...(second?.data ?? [])]);
  return { shape: [2, ...(first?.dims.slice(1) ?? [])], data };
}

async function predict(request: ModelRequest, inputs: Record<string, FixtureTensor>): Promise<Float32Array> {
  const model = await buildModel(request);
  expect(model.unusedKeys).toEqual([]);
  return floats(await runGraph(model, inputs), 'prediction');
}

describe('video UNets on the CPU against diffusers', () => {
  const expected = readTensors(`${fixtures}i2v-full/base.safetensors`);
  const [, , frames = 0, height = 0, width = 0] = expected.float('step0_unet_sample_in').dims;
  const image: FixtureTensor = (() => {
    const { dims, data } = expected.float('ip_tokens_uncond_then_cond');
    return { shape: [dims[0] ?? 0, dims[2] ?? 0, dims[3] ?? 0], data };
  })();
  /** The recorded condition repeats for both halves of the batch. */
  const firstOf = ({ dims, data }: { dims: number[]; data: Float32Array }): FixtureTensor => ({
    shape: [1, ...dims.slice(1)],
    data: data.slice(0, data.length / (dims[0] ?? 1)),
  });
  const inputs = {
    ...common(expected),
    encoderHiddenStates: bothTexts(expected),
    imageTokens: image,
    ipScale: one(expected.metadata.ipScale),
    controlLatents0: firstOf(expected.float('dbg_ctrl_cond_in')),
    controlMask0: firstOf(expected.float('dbg_ctrl_mask_in')),
    controlScale0: one(expected.metadata.controlScale),
  };
  const parts = [motionV3, adapterFile('i2v-full/model/ip_adapter'), sparse];
  const variant = { width, height, frames };
  const bare = {
    sample: inputs.sample,
    timestep: inputs.timestep,
    encoderHiddenStates: inputs.encoderHiddenStates,
  } as const;

  it.each(['fused', 'plain'] satisfies AttentionForm[])(
    'motion v3, IP-Adapter and SparseCtrl in one graph, %s attention',
    async (attention) => {
      const found = await predict({ ...videoUnet, parts, variant, attention }, inputs);
      expect(relativeError(found, expected.float('step0_unet_noise_pred').data)).toBeLessThan(5e-5);
    },
  );

  it('adds nothing of an adapter or a ControlNet whose scale is 0', async () => {
    const off = { ...inputs, ipScale: one(0), controlScale0: one(0) };
    const found = await predict({ ...videoUnet, parts, variant }, off);
    const without = await predict({ ...videoUnet, parts: [motionV3], variant }, bare);
    expect(relativeError(found, without)).toBeLessThan(1e-5);
    expect(relativeError(found, expected.float('step0_unet_noise_pred').data)).toBeGreaterThan(1e-2);
  });

  it('has motion in the middle where the adapter has (v2)', async () => {
    const recorded = readTensors(`${fixtures}t2v/base.safetensors`);
    const given = { ...common(recorded), encoderHiddenStates: bothTexts(recorded) };
    const found = await predict({ ...videoUnet, parts: [motionV2], variant }, given);
    expect(relativeError(found, recorded.float('step0_unet_noise_pred').data)).toBeLessThan(5e-5);
  });

  describe('saved as one UNetMotionModel', () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'stillmotion-merged-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('gives the numbers of the UNet and its adapter', async () => {
      const path = join(folder, 'merged.safetensors');
      writeFileSync(path, merged([...videoUnet.weightPaths, ...motionV3.weightPaths]));
      const config = `${fixtures}i2v-full/model/unet_motion_config.json`;
      const request = { architecture: 'UNetMotionModel', config, weightPaths: [path], variant };
      const apart = await predict({ ...videoUnet, parts: [motionV3], variant }, bare);
      expect(relativeError(await predict(request, bare), apart)).toBeLessThan(1e-6);
    });
  });
});

describe('image UNets on the CPU against diffusers', () => {
  it.each([
    ['two ControlNets', 'multi', ['controlnet', 'controlnet_2'], '00'],
    ['guess mode', 'guess-mode', ['controlnet'], '1'],
  ] as const)('%s', async (_, name, controls, guessModes) => {
    const expected = readTensors(`${fixtures}controlnet-image/${name}.safetensors`);
    const scales = JSON.parse(expected.metadata.controlScales ?? '[]') as number[];
    const control = controls.flatMap((_name, index) => [
      [`controlPicture${index}`, tensor(expected.float(`controlPicture${index}`))],
      [`controlScale${index}`, one(scales[index])],
    ]);
    const inputs = { ...common(expected), encoderHiddenStates: bothTexts(expected), ...Object.fromEntries(control) };
    const request = {
      ...saved('UNet2DConditionModel', 'controlnet-image/unet'),
      parts: controls.map((folder) => saved('ControlNetModel', `controlnet-image/${folder}`)),
      variant: { width: 8, height: 8, guessModes },
    };
    const found = await predict(request, inputs);
    expect(relativeError(found, expected.float('step0_unet_noise_pred').data)).toBeLessThan(5e-5);
  });

  it('SDXL: pooled text, sizes, a level without attention, an odd size', async () => {
    const expected = readTensors(`${fixtures}t2i-sdxl/odd.safetensors`);
    const [batch = 0, , height = 0, width = 0] = expected.float('step0_unet_sample_in').dims;
    const inputs = {
      ...common(expected),
      encoderHiddenStates: tensor(expected.float('text_cond')),
      textEmbeds: tensor(expected.float('add_text_embeds')),
      timeIds: tensor(expected.float('add_time_ids')),
    };
    const request = { ...saved('UNet2DConditionModel', 't2i-sdxl/unet'), variant: { width, height, batch } };
    const found = await predict(request, inputs);
    expect(relativeError(found, expected.float('step0_unet_noise_pred').data)).toBeLessThan(5e-5);
  });
});

describe('image tokens of IP-Adapters', () => {
  const tokensOf = async (request: ModelRequest, inputs: Record<string, FixtureTensor>) => {
    const model = await buildModel(request);
    expect(model.unusedKeys).toEqual([]);
    return floats(await runGraph(model, inputs), 'imageTokens');
  };

  it('plain: from the embedding; unconditional from zeros', async () => {
    const expected = readTensors(`${fixtures}i2v-full/base.safetensors`);
    const { data } = expected.float('ip_image_embeds');
    const imageEmbeds = {
      shape: [2, data.length],
      data: new Float32Array([...new Float32Array(data.length), ...data]),
    };
    const found = await tokensOf(adapterFile('i2v-full/model/ip_adapter'), { imageEmbeds });
    expect(relativeError(found, expected.float('ip_tokens_uncond_then_cond').data)).toBeLessThan(1e-5);
  });

  it('Plus: from the picture’s penultimate states', async () => {
    const expected = readTensors(`${fixtures}i2v-ip-plus/base.safetensors`);
    const [none, some] = ['uncond', 'cond'].map((half) => expected.float(`ip_vision_penultimate_${half}`));
    const [visionTokens = 0, channels = 0] = some?.dims.slice(-2) ?? [];
    const data = new Float32Array([...(none?.data ?? []), ...(some?.data ?? [])]);
    const request = { ...adapterFile('i2v-ip-plus/ip_adapter'), variant: { visionTokens } };
    const found = await tokensOf(request, { hiddenStates: { shape: [2, visionTokens, channels], data } });
    expect(relativeError(found, expected.float('ip_tokens_uncond_then_cond').data)).toBeLessThan(1e-5);
  });
});

/** One safetensors file with all tensors of several. */
function merged(paths: readonly string[]): Buffer {
  const header: Record<string, unknown> = {};
  const pieces: Buffer[] = [];
  let at = 0;
  for (const path of paths) {
    const file = readFileSync(path);
    const length = Number(file.readBigUInt64LE(0));
    const entries = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: [number, number] }
    >;
    for (const [key, entry] of Object.entries(entries)) {
      if (key === '__metadata__') continue;
      const [start, end] = entry.data_offsets;
      header[key] = { ...entry, data_offsets: [at, at + end - start] };
      pieces.push(file.subarray(8 + length + start, 8 + length + end));
      at += end - start;
    }
  }
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([prefix, text, ...pieces]);
}
