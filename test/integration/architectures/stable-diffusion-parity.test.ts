import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipTokenizerFile, createPromptTokenizer } from '../../../electron/pipeline/diffusion/clip-tokenizer.ts';
import { guide } from '../../../electron/pipeline/diffusion/guidance.ts';
import { createScheduler } from '../../../electron/pipeline/diffusion/schedulers/registry.ts';
import type { ComponentFiles, Network, Tensor } from '../../../electron/pipeline/ports.ts';
import { createRuntime, type Runtime } from '../../../electron/runtime/runtime.ts';
import { readTensors, relativeError } from '../../support/fixture-tensors.ts';

/** A tiny random Stable Diffusion with what diffusers 0.40 computed for it on the CPU in float32. */
const folder = fileURLToPath(new URL('../../fixtures/t2i-sd/', import.meta.url));
interface Case {
  call: { prompt: string; negative_prompt: string; guidance_scale: number; height: number; width: number };
  scheduler: { class: string; config: Record<string, unknown> };
  timesteps: number[];
}
const cases = JSON.parse(readFileSync(`${folder}cases.json`, 'utf8')) as Record<string, Case>;
const component = (architecture: string, name: string, file: string): ComponentFiles => ({
  architecture,
  configPath: `${folder}model/${name}/config.json`,
  weightPaths: [`${folder}model/${name}/${file}.safetensors`],
});
const textEncoder = component('CLIPTextModel', 'text_encoder', 'model');
const unet = component('UNet2DConditionModel', 'unet', 'diffusion_pytorch_model');
const vae = component('AutoencoderKL', 'vae', 'diffusion_pytorch_model');
const tokenizer = createPromptTokenizer(
  clipTokenizerFile(
    JSON.parse(readFileSync(`${folder}model/tokenizer/vocab.json`, 'utf8')),
    readFileSync(`${folder}model/tokenizer/merges.txt`, 'utf8'),
  ),
);

const encodeIds = (text: string): BigInt64Array => tokenizer.piece(tokenizer.tokens(text));
const noNoise = (): Float32Array => {
  throw new Error('this scheduler draws no noise');
};

function float(outputs: Record<string, Tensor>, name: string): Float32Array {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32') throw new Error(`no ${name}`);
  return tensor.data;
}
const tensor = (dims: number[], data: Float32Array): Tensor => ({ type: 'float32', dims, data });

describe('Stable Diffusion on the CPU against diffusers', () => {
  let runtime: Runtime;
  let encoder: Network;
  beforeAll(async () => {
    runtime = createRuntime({ device: 'cpu' });
    encoder = await runtime.open(textEncoder);
  });
  afterAll(() => runtime.release());

  async function encode(text: string): Promise<Float32Array> {
    const ids = encodeIds(text);
    return float(await encoder.run({ inputIds: { type: 'int64', dims: [1, 77], data: ids } }), 'hiddenStates');
  }

  it.each(['ddim', 'long-and-empty-prompt'])('reads prompts as transformers does: %s', async (name) => {
    const expected = readTensors(`${folder}${name}.safetensors`);
    const { prompt, negative_prompt } = cases[name]?.call ?? { prompt: '', negative_prompt: '' };
    expect(encodeIds(prompt)).toEqual(expected.ints('text_ids_prompt').data);
    expect(encodeIds(negative_prompt)).toEqual(expected.ints('text_ids_negative_prompt').data);
    expect(relativeError(await encode(prompt), expected.float('text_hidden_prompt').data)).toBeLessThan(1e-5);
    const negative = await encode(negative_prompt);
    expect(relativeError(negative, expected.float('text_hidden_negative_prompt').data)).toBeLessThan(1e-5);
  });

  it.each(Object.keys(cases))('follows every step of %s', async (name) => {
    const { call, scheduler: recorded, timesteps } = cases[name] as Case;
    const expected = readTensors(`${folder}${name}.safetensors`);
    const scheduler = createScheduler({ _class_name: recorded.class, ...recorded.config }, timesteps.length);
    expect(scheduler.timesteps).toEqual(timesteps);
    const context = new Float32Array([...(await encode(call.negative_prompt)), ...(await encode(call.prompt))]);
    const start = expected.float('latents_init');
    const [, channels = 0, height = 0, width = 0] = start.dims;
    const network = await runtime.open(unet, { width, height, batch: 2 });

    let sample: Float32Array = start.data.map((value) => value * scheduler.initNoiseSigma);
    const steps = expected.float('latents_steps').data;
    for (const [index, timestep] of timesteps.entries()) {
      const scaled = scheduler.scaleModelInput(sample, index);
      const input = Float32Array.of(...scaled, ...scaled);
      const outputs = await network.run({
        sample: tensor([2, channels, height, width], input),
        timestep: tensor([1], Float32Array.of(timestep)),
        encoderHiddenStates: tensor([2, 77, context.length / 154], context),
      });
      const prediction = float(outputs, 'prediction');
      if (index === 0) {
        expect(relativeError(input, expected.float('step0_unet_sample_in').data)).toBeLessThan(1e-6);
        expect(relativeError(prediction, expected.float('step0_unet_noise_pred').data)).toBeLessThan(5e-5);
      }
      sample = scheduler.step(guide(prediction, call.guidance_scale), index, sample, noNoise);
      const wanted = steps.subarray(index * sample.length, (index + 1) * sample.length);
      expect(relativeError(sample, wanted)).toBeLessThan(1e-4);
    }
    await network.release();

    if (!['ddim', 'euler', 'odd-72x88'].includes(name)) return;
    const decoder = await runtime.open(vae, { half: 'decoder', width, height, format: 'float' });
    const decoded = float(await decoder.run({ latents: tensor(start.dims, sample) }), 'decoded');
    await decoder.release();
    if (name === 'ddim') expect(relativeError(decoded, expected.float('decoded_raw_last').data)).toBeLessThan(2e-4);
    const [, frameHeight = 0, frameWidth = 0] = expected.float('frames').dims;
    const frame = new Float32Array(3 * frameHeight * frameWidth);
    frame.forEach((_, index) => {
      const value = (decoded[(index % 3) * frameHeight * frameWidth + Math.floor(index / 3)] ?? 0) / 2 + 0.5;
      frame[index] = Math.min(1, Math.max(0, value));
    });
    expect(relativeError(frame, expected.float('frames').data)).toBeLessThan(2e-4);
  });
});
