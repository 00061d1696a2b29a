import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../../../../native-models/architectures/registry.ts';
import { relativeError } from '../../../support/fixture-tensors.ts';
import { type FixtureTensor, floats, readTensors, runGraph } from '../../../support/tensors.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const request = (name: string, architecture: string) => ({
  architecture,
  config: `${fixtures}${name}/config.json`,
  weightPaths: [`${fixtures}${name}/diffusion_pytorch_model.safetensors`],
});

describe('AutoencoderKL against diffusers, 72×88', () => {
  const vae = request('vae', 'AutoencoderKL');
  const size = { width: 11, height: 9, format: 'float' };
  const scaling = 0.182_15;
  let expected: Record<string, FixtureTensor>;
  let encoded: Record<string, FixtureTensor>;
  beforeAll(async () => {
    expected = await readTensors(`${fixtures}vae/expected.safetensors`);
    const picture = expected['72x88.image'];
    if (!picture) throw new Error('no picture');
    const model = await buildModel({ ...vae, variant: { ...size, half: 'encoder', format: 'bytes' } });
    encoded = await runGraph(model, { picture });
  });

  it('gives mean and logarithm of the variance as the network has them', () => {
    expect(relativeError(floats(encoded, 'moments'), floats(expected, '72x88.moments'))).toBeLessThan(1e-5);
  });

  it('samples the posterior', () => {
    const noise = floats(expected, '72x88.noise');
    const deviation = floats(encoded, 'deviation');
    const sample = floats(encoded, 'latents').map(
      (mean, index) => (mean + (deviation[index] ?? 0) * (noise[index] ?? 0)) / scaling,
    );
    expect(relativeError(sample, floats(expected, '72x88.posterior'))).toBeLessThan(1e-5);
  });

  it('decodes', async () => {
    const model = await buildModel({ ...vae, variant: { ...size, half: 'decoder' } });
    const data = floats(expected, '72x88.latents').map((value) => value * scaling);
    const outputs = await runGraph(model, { latents: { shape: [1, 4, 9, 11], data } });
    expect(relativeError(floats(outputs, 'decoded'), floats(expected, '72x88.decoded'))).toBeLessThan(1e-5);
  });

  it('keeps fp32 where the config says that halves overflow', async () => {
    const config = JSON.parse(readFileSync(vae.config, 'utf8')) as Record<string, unknown>;
    const build = async (force_upcast: boolean, precision: 'fp16' | 'fp32') =>
      (await buildModel({ ...vae, config: { ...config, force_upcast }, precision, variant: size })).bytes;
    expect(await build(true, 'fp16')).toEqual(await build(true, 'fp32'));
    expect(await build(false, 'fp16')).not.toEqual(await build(false, 'fp32'));
  });
});

describe('AutoencoderKL with three levels', () => {
  const vae = request('vae-factor-4', 'AutoencoderKL');
  const size = { width: 7, height: 5, format: 'float' };

  it('has four pixels a latent, and the scaling factor of its config', async () => {
    const expected = await readTensors(`${fixtures}vae-factor-4/expected.safetensors`);
    const { sample, latents } = expected;
    if (!sample || !latents) throw new Error('no tensors');
    const encoder = await buildModel({ ...vae, variant: { ...size, half: 'encoder' } });
    const encoded = await runGraph(encoder, { sample });
    expect(relativeError(floats(encoded, 'moments'), floats(expected, 'moments'))).toBeLessThan(1e-5);
    const mean = floats(expected, 'moments').subarray(0, 4 * 5 * 7);
    expect(
      relativeError(
        floats(encoded, 'latents'),
        mean.map((value) => value * 0.13),
      ),
    ).toBeLessThan(1e-5);

    const decoder = await buildModel({ ...vae, variant: { ...size, half: 'decoder' } });
    const scaled = { ...latents, data: floats(expected, 'latents').map((value) => value * 0.13) };
    const decoded = await runGraph(decoder, { latents: scaled });
    expect(relativeError(floats(decoded, 'decoded'), floats(expected, 'decoded'))).toBeLessThan(1e-5);
  });
});

describe('AutoencoderTiny', () => {
  const tiny = request('vae-tiny', 'AutoencoderTiny');

  it('decodes as its layers do in PyTorch, at odd sizes', async () => {
    const { latents, decoded } = await readTensors(`${fixtures}vae-tiny/expected.safetensors`);
    if (!latents || !decoded) throw new Error('no tensors');
    const model = await buildModel({ ...tiny, variant: { width: 7, height: 5, format: 'float' } });
    expect(model.unusedKeys).toEqual([]);
    const outputs = await runGraph(model, { latents });
    expect(relativeError(floats(outputs, 'decoded'), decoded.data as Float32Array)).toBeLessThan(1e-5);
  });

  it('makes bytes for a preview', async () => {
    const { latents, decoded } = await readTensors(`${fixtures}vae-tiny/expected.safetensors`);
    if (!latents || !decoded) throw new Error('no tensors');
    const model = await buildModel({ ...tiny, variant: { width: 7, height: 5 } });
    const { picture } = await runGraph(model, { latents });
    expect(picture?.shape).toEqual([40, 56, 3]);
    const red = Math.min(255, Math.max(0, Math.floor(Number(decoded.data[0]) * 127.5 + 128)));
    expect(picture?.data[0]).toBe(red);
  });
});
