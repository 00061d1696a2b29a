import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createPromptTokenizer } from '../../../electron/pipeline/diffusion/clip-tokenizer.ts';
import { guide } from '../../../electron/pipeline/diffusion/guidance.ts';
import { createScheduler } from '../../../electron/pipeline/diffusion/schedulers/registry.ts';
import type { Tensor } from '../../../electron/pipeline/ports.ts';
import { createRuntime } from '../../../electron/runtime/runtime.ts';
import { readTensors, relativeError } from '../../support/fixture-tensors.ts';

/** The text-to-image pack that ships with the studio against what PyTorch computed when it was published. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const pack = `${root}native-models/packs/starter-scenes/`;
const expected = readTensors(`${root}test/fixtures/starter-scenes/networks.safetensors`);
const prompt = expected.metadata.prompt ?? '';
const noNoise = (): Float32Array => {
  throw new Error('this scheduler draws no noise');
};
const runtime = createRuntime({ device: 'cpu' });
afterAll(() => runtime.release());

const json = (path: string): unknown => JSON.parse(readFileSync(pack + path, 'utf8'));
type Component = { architecture: string; config: string; weights: string[] };
const { components } = json('pack.json') as { components: Record<string, Component> };
function component(role: string) {
  const found = components[role];
  if (!found) throw new Error(`the pack has no ${role}`);
  const { architecture, config, weights } = found;
  return { architecture, configPath: pack + config, weightPaths: weights.map((path) => pack + path) };
}
const tensor = (dims: readonly number[], data: Float32Array): Tensor => ({ type: 'float32', dims, data });

async function floatOf(run: Promise<Record<string, Tensor>>, name: string): Promise<Float32Array> {
  const output = (await run)[name];
  if (output?.type !== 'float32') throw new Error(`no ${name}`);
  return output.data;
}

describe('starter-scenes', () => {
  const states = expected.float('text.states');
  const [, tokens = 0, channels = 0] = states.dims;
  const half = tokens * channels;

  it('reads its prompt and the empty one', async () => {
    const tokenizer = createPromptTokenizer(json('tokenizer/tokenizer.json'));
    expect(
      new BigInt64Array([...tokenizer.piece(tokenizer.tokens(prompt)), ...tokenizer.piece(tokenizer.tokens(''))]),
    ).toEqual(expected.ints('text.ids').data);
    const network = await runtime.open(component('textEncoder'), { batch: 2 });
    const inputIds: Tensor = { type: 'int64', dims: [2, tokens], data: expected.ints('text.ids').data };
    expect(relativeError(await floatOf(network.run({ inputIds }), 'hiddenStates'), states.data)).toBeLessThan(1e-5);
  });

  it('predicts noise at the first and at a late timestep', async () => {
    const unet = await runtime.open(component('unet'), { width: 16, height: 16, batch: 1 });
    const { dims, data } = expected.float('unet.sample');
    const [batch = 0, ...rest] = dims;
    const size = data.length / batch;
    for (let index = 0; index < batch; index++) {
      const part = (array: Float32Array, length: number) => array.slice(index * length, (index + 1) * length);
      const prediction = unet.run({
        sample: tensor([1, ...rest], part(data, size)),
        timestep: tensor([1], Float32Array.of(Number(expected.ints('unet.timestep').data[index]))),
        encoderHiddenStates: tensor([1, tokens, channels], part(states.data, half)),
      });
      const wanted = part(expected.float('unet.out').data, size);
      expect(relativeError(await floatOf(prediction, 'prediction'), wanted)).toBeLessThan(5e-5);
    }
  });

  it('samples and decodes a picture with its own scheduler', async () => {
    const { steps, guidanceScale } = JSON.parse(expected.metadata.sampler ?? '{}') as Record<string, number>;
    const scheduler = createScheduler(json('scheduler/scheduler_config.json'), steps ?? 0);
    const unet = await runtime.open(component('unet'), { width: 16, height: 16, batch: 2 });
    const context = new Float32Array([...states.data.slice(half), ...states.data.slice(0, half)]);
    const start = expected.float('sampler.start');
    let sample: Float32Array = start.data.map((value) => value * scheduler.initNoiseSigma);
    for (const [index, timestep] of scheduler.timesteps.entries()) {
      const scaled = scheduler.scaleModelInput(sample, index);
      const prediction = unet.run({
        sample: tensor([2, ...start.dims.slice(1)], Float32Array.of(...scaled, ...scaled)),
        timestep: tensor([1], Float32Array.of(timestep)),
        encoderHiddenStates: tensor([2, tokens, channels], context),
      });
      sample = scheduler.step(
        guide(await floatOf(prediction, 'prediction'), guidanceScale ?? 1),
        index,
        sample,
        noNoise,
      );
    }
    expect(relativeError(sample, expected.float('sampler.latents').data)).toBeLessThan(2e-4);
  });

  it('decodes and encodes pictures', async () => {
    const decoder = await runtime.open(component('vae'), { width: 16, height: 16, format: 'float' });
    const latents = expected.float('vae.latents');
    const decoded = await floatOf(decoder.run({ latents: tensor(latents.dims, latents.data) }), 'decoded');
    expect(relativeError(decoded, expected.float('vae.picture').data)).toBeLessThan(2e-4);
    const variant = { half: 'encoder', width: 16, height: 16, format: 'float' };
    const encoder = await runtime.open(component('vae'), variant);
    const source = expected.float('vae.source');
    const mean = await floatOf(encoder.run({ sample: tensor(source.dims, source.data) }), 'latents');
    expect(relativeError(mean, expected.float('vae.mean').data)).toBeLessThan(2e-4);
  });
});
