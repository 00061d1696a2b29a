import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../../../native-models/architectures/registry.ts';

const unet = fileURLToPath(new URL('../../../fixtures/t2i-sd/model/unet/', import.meta.url));
const vae = fileURLToPath(new URL('../../../fixtures/t2i-sd/model/vae/', import.meta.url));
const weights = 'diffusion_pytorch_model.safetensors';
const base = { architecture: 'UNet2DConditionModel', config: `${unet}config.json`, weightPaths: [`${unet}${weights}`] };

describe('buildModel', () => {
  it('uses every tensor of a published UNet', async () => {
    const model = await buildModel({ ...base, variant: { width: 8, height: 8 } });
    expect(model.unusedKeys).toEqual([]);
    expect(model.inputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['sample', [2, 4, 8, 8]],
      ['timestep', [1]],
      ['encoderHiddenStates', [2, 77, 32]],
    ]);
  });

  it('ignores only the other half of a VAE', async () => {
    const request = { architecture: 'AutoencoderKL', config: `${vae}config.json`, weightPaths: [`${vae}${weights}`] };
    for (const half of ['decoder', 'encoder']) {
      const model = await buildModel({ ...request, variant: { half, width: 4, height: 4 } });
      expect(model.unusedKeys).toEqual([]);
    }
    const other = { ...request, weightPaths: [`${unet}${weights}`], variant: { width: 4, height: 4 } };
    await expect(buildModel(other)).rejects.toThrow(/decoder\.conv_in\.weight/);
  });

  it.each([
    ['an architecture that is not in the registry', { architecture: 'Evil' }, /no architecture called "Evil"/],
    ['a missing variant', { variant: { width: 8 } }, /missing: height/],
    ['an unknown variant', { variant: { width: 8, height: 8, depth: 1 } }, /unknown: depth/],
    ['an absurd size', { variant: { width: 8, height: 1e9 } }, /height must be a whole number/],
    ['a config of another kind', { config: { hello: 1 } }, /block_out_channels/],
    ['a config file that is not there', { config: `${unet}nothing.json` }, /nothing\.json cannot be read/],
    [
      'a config field that changes the network and is not built',
      { config: { class_embed_type: 'timestep' } },
      /class_embed_type: is not supported/,
    ],
  ])('names what is wrong: %s', async (_, change, message) => {
    await expect(buildModel({ ...base, variant: { width: 8, height: 8 }, ...change })).rejects.toThrow(message);
  });
});
