import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedPicture } from '../../../electron/pipeline/diffusion/latents.ts';
import { floatTensor } from '../../../electron/pipeline/diffusion/tensors.ts';
import { decodeTiled, encodeTiled, vaeTiling } from '../../../electron/pipeline/diffusion/tiled-vae.ts';
import type { NetworkVariant } from '../../../electron/pipeline/ports.ts';
import { createRuntime, type Runtime } from '../../../electron/runtime/runtime.ts';
import { relativeError } from '../../support/fixture-tensors.ts';
import { type FixtureTensor, floats, readTensors } from '../../support/tensors.ts';

/** A tiny random VAE and what diffusers makes of it in tiles of 64 pixels, 152 rows by 136 columns. */
const folder = fileURLToPath(new URL('../../fixtures/vae/', import.meta.url));
const vae = {
  architecture: 'AutoencoderKL',
  configPath: `${folder}config.json`,
  weightPaths: [`${folder}diffusion_pytorch_model.safetensors`],
};
const tiling = vaeTiling(JSON.parse(readFileSync(vae.configPath, 'utf8')));

describe('the VAE in tiles against diffusers', () => {
  let runtime: Runtime;
  let expected: Record<string, FixtureTensor>;
  const opened: { variant: string; open: boolean }[] = [];
  const ports = {
    async open(_: string | readonly string[], variant?: NetworkVariant) {
      const network = await runtime.open(vae, variant);
      const entry = { variant: `${variant?.half} ${variant?.width}x${variant?.height}`, open: true };
      opened.push(entry);
      const release = async () => {
        entry.open = false;
        await network.release();
      };
      expect(opened.filter(({ open }) => open).length).toBe(1);
      return { ...network, run: network.run.bind(network), release };
    },
  };
  beforeAll(async () => {
    runtime = createRuntime({ device: 'cpu' });
    expected = await readTensors(`${folder}expected.safetensors`);
  });
  afterAll(() => runtime.release());

  it('takes the tiles that the config says', () => {
    expect(tiling).toMatchObject({ sampleSize: 64, latentSize: 8, factor: 8, overlap: 0.25 });
  });

  it('decodes, seams included', async () => {
    const latents = floats(expected, '152x136.latents').map((value) => value * tiling.scalingFactor);
    const decoded = await decodeTiled(ports, floatTensor([1, 4, 19, 17], latents), tiling);
    expect(decoded.dims).toEqual([1, 3, 152, 136]);
    expect(relativeError(decoded.data, floats(expected, '152x136.decoded_tiled'))).toBeLessThan(1e-5);
  });

  it('encodes, seams included', async () => {
    const data = expected['152x136.image']?.data as Uint8Array;
    const { moments, latents } = await encodeTiled(ports, signedPicture({ width: 136, height: 152, data }), tiling);
    const wanted = floats(expected, '152x136.moments_tiled');
    expect(moments.dims).toEqual([1, 8, 19, 17]);
    expect(relativeError(moments.data, wanted)).toBeLessThan(1e-5);
    const mean = wanted.subarray(0, latents.data.length).map((value) => value * tiling.scalingFactor);
    expect(relativeError(latents.data, mean)).toBeLessThan(1e-5);
  });

  it('opens one session a size of tile, and closes each before the next', () => {
    expect(opened.length).toBe(12);
    expect(opened.every(({ open }) => !open)).toBe(true);
    expect(new Set(opened.map(({ variant }) => variant)).size).toBe(12);
  });
});
