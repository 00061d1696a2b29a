import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildModel, buildModelFrom } from '../../../../native-models/architectures/registry.ts';
import { parseSafetensorsHeader } from '../../../../native-models/graph/safetensors.ts';
import { weightsOf } from '../../../../native-models/graph/weights.ts';

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

describe('Stable Diffusion 1.5 as published', () => {
  /** Names and shapes of the real files, as if half precision; building needs no more. */
  function published(architecture: string, rename = (key: string) => key) {
    const path = fileURLToPath(new URL(`../../../fixtures/sd15-keys/${architecture}.json`, import.meta.url));
    const { config, shapes } = JSON.parse(readFileSync(path, 'utf8')) as {
      config: unknown;
      shapes: Record<string, number[]>;
    };
    let at = 0;
    const header: Record<string, unknown> = {};
    for (const [key, shape] of Object.entries(shapes)) {
      const end = at + 2 * shape.reduce((product, size) => product * size, 1);
      header[rename(key)] = { dtype: 'F16', shape, data_offsets: [at, end] };
      at = end;
    }
    const bytes = new TextEncoder().encode(JSON.stringify(header));
    const weights = weightsOf([parseSafetensorsHeader(bytes, 8 + bytes.length + at, '/sd15/model.safetensors')]);
    return { config, weights };
  }

  it.each([
    ['CLIPTextModel', {}],
    ['CLIPVisionModelWithProjection', { batch: 2 }],
    ['UNet2DConditionModel', { width: 75, height: 75 }],
    ['AutoencoderKL', { half: 'decoder', width: 64, height: 64 }],
    ['AutoencoderKL', { half: 'encoder', width: 64, height: 64 }],
  ])('%s %o: every tensor is there, has its shape, and is used', (architecture, variant) => {
    const { config, weights } = published(architecture);
    const model = buildModelFrom({ architecture, config, variant }, weights);
    expect(model.unusedKeys).toEqual([]);
    expect(model.bytes.length).toBeLessThan(1_000_000);
  });

  it('reads VAE files from before diffusers renamed the attention', () => {
    const old = { to_q: 'query', to_k: 'key', to_v: 'value', 'to_out.0': 'proj_attn' };
    const rename = (key: string) =>
      Object.entries(old).reduce(
        (name, [from, to]) => name.replace(`.attentions.0.${from}.`, `.attentions.0.${to}.`),
        key,
      );
    const { config, weights } = published('AutoencoderKL', rename);
    const variant = { half: 'decoder', width: 8, height: 8 };
    expect(buildModelFrom({ architecture: 'AutoencoderKL', config, variant }, weights).unusedKeys).toEqual([]);
  });
});
