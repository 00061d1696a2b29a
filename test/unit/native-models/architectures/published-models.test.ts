import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crossAttentionLayers } from '../../../../native-models/architectures/ip-adapter.ts';
import { buildModel, buildModelFrom } from '../../../../native-models/architectures/registry.ts';
import { unetShape } from '../../../../native-models/architectures/unet-config.ts';
import { type Weights, weightsOf } from '../../../../native-models/graph/weights.ts';
import { headerOnly } from '../../../support/header-only.ts';
import {
  type PublishedFolder,
  type PublishedNetwork,
  publishedFolders,
  publishedNetwork,
  publishedRequest,
  writePublished,
} from '../../../support/published-model.ts';

/** Weights of which only the header exists. */
function headerWeights({ shapes }: Pick<PublishedNetwork, 'shapes'>): Weights {
  return weightsOf([headerOnly(shapes, '/models/network/part.safetensors')]);
}
const part = (architecture: string, network: PublishedNetwork) => ({
  architecture,
  config: network.config,
  weights: headerWeights(network),
});
const without = (network: PublishedNetwork, pattern: RegExp): PublishedNetwork => ({
  ...network,
  shapes: Object.fromEntries(Object.entries(network.shapes).filter(([key]) => !pattern.test(key))),
});
const unet = publishedNetwork('UNet2DConditionModel');
const motion = publishedNetwork('MotionAdapter-v3');
const adapter = publishedNetwork('IPAdapter');
const clip = { width: 75, height: 75, frames: 16 };

function unetWith(parts: ReturnType<typeof part>[], variant: Readonly<Record<string, number>> = clip) {
  return buildModelFrom(
    { architecture: 'UNet2DConditionModel', config: unet.config, variant, parts },
    headerWeights(unet),
  );
}

describe('the published set for image to video, real sizes', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'stillmotion-published-'));
    for (const folder of Object.keys(publishedFolders)) writePublished(root, folder as PublishedFolder, 'zero');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const seconds = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1000;
  };

  it('builds UNet, motion, IP-Adapter and SparseCtrl as one graph from all their tensors', async () => {
    const parts = (['motion_adapter', 'ip_adapter', 'controlnet'] as const).map((folder) =>
      publishedRequest(root, folder),
    );
    const taken = await seconds(async () => {
      const model = await buildModel({ ...publishedRequest(root, 'unet'), parts, variant: clip });
      expect(model.unusedKeys).toEqual([]);
      expect(model.externalFiles).toHaveLength(4);
      expect(model.bytes.length).toBeLessThan(3_000_000);
    });
    expect(taken).toBeLessThan(3);
  });

  it.each([
    ['ip_adapter', {}],
    ['image_encoder', {}],
    ['text_encoder', {}],
    ['vae', { half: 'decoder', width: 75, height: 75 }],
    ['vae', { half: 'encoder', width: 75, height: 75 }],
  ] as const)('builds %s %o from all its tensors', async (folder, variant) => {
    const taken = await seconds(async () => {
      expect((await buildModel({ ...publishedRequest(root, folder), variant })).unusedKeys).toEqual([]);
    });
    expect(taken).toBeLessThan(3);
  });
});

describe('other published parts', () => {
  it.each([
    [
      'motion adapter v2, with motion in the middle',
      [part('MotionAdapter', publishedNetwork('MotionAdapter-v2'))],
      clip,
    ],
    [
      'SparseCtrl for drawings, which takes pictures',
      [
        part('MotionAdapter', motion),
        part('SparseControlNetModel', publishedNetwork('SparseControlNetModel-scribble')),
      ],
      clip,
    ],
    ['ControlNet', [part('ControlNetModel', publishedNetwork('ControlNetModel'))], { width: 75, height: 131 }],
  ])('%s: every tensor is there, has its shape, and is used', (_, parts, variant) => {
    expect(unetWith(parts, variant).unusedKeys).toEqual([]);
  });

  it('a UNetMotionModel saved whole', () => {
    const whole = publishedNetwork('UNetMotionModel');
    const request = { architecture: 'UNetMotionModel', config: whole.config, variant: clip };
    expect(buildModelFrom(request, headerWeights(whole)).unusedKeys).toEqual([]);
  });

  it('numbers the cross-attention layers as IP-Adapters do: the middle last', () => {
    const config = { ...unet.config, cross_attention_dim: 768 } as unknown as Parameters<typeof unetShape>[0];
    const up = { attention: [false, true, true, true], transformerLayers: 1 };
    const layers = crossAttentionLayers(unetShape(config), up);
    const numbers = Object.fromEntries(layers.map((layer, index) => [2 * index + 1, layer]));
    expect(layers).toHaveLength(16);
    expect(numbers[1]).toBe('down_blocks.0.attentions.0.transformer_blocks.0.attn2');
    expect(numbers[13]).toBe('up_blocks.1.attentions.0.transformer_blocks.0.attn2');
    expect(numbers[31]).toBe('mid_block.attentions.0.transformer_blocks.0.attn2');
  });
});

describe('parts that do not fit', () => {
  it('names the file and the tensors of a motion adapter that are missing', () => {
    const broken = part('MotionAdapter', without(motion, /^up_blocks\.3\.motion_modules\.2\.proj_in/));
    expect(() => unetWith([broken])).toThrow(
      /network\/part\.safetensors does not fit its config.*up_blocks\.3\.motion_modules\.2\.proj_in\.weight \[320,320\] is missing/,
    );
  });

  it('names the layer that an IP-Adapter for a smaller UNet lacks', () => {
    const broken = part('IPAdapter', without(adapter, /^ip_adapter\.31\./));
    expect(() => unetWith([part('MotionAdapter', motion), broken])).toThrow(/ip_adapter\.31\.to_k_ip\.weight/);
  });

  it('reports the layers of an IP-Adapter that the UNet does not have', () => {
    const shapes = { ...adapter.shapes, 'ip_adapter.33.to_k_ip.weight': [1280, 768] };
    const model = unetWith([part('MotionAdapter', motion), part('IPAdapter', { ...adapter, shapes })]);
    expect(model.unusedKeys).toEqual(['IPAdapter: ip_adapter.33.to_k_ip.weight']);
  });

  it('names a wrong shape in an attached file, what was expected and what was found', () => {
    const shapes = { ...motion.shapes, 'down_blocks.0.motion_modules.0.proj_in.weight': [320, 640] };
    expect(() => unetWith([part('MotionAdapter', { ...motion, shapes })])).toThrow(
      /down_blocks\.0\.motion_modules\.0\.proj_in\.weight has the shape \[320,640\], but \[320,320\] was expected/,
    );
  });

  it.each([
    [
      'more frames than the position table has rows',
      [part('MotionAdapter', motion)],
      { ...clip, frames: 33 },
      /33 frames/,
    ],
    ['motion without frames', [part('MotionAdapter', motion)], { width: 8, height: 8 }, /needs the variant’s frames/],
    ['two adapters', [part('IPAdapter', adapter), part('IPAdapter', adapter)], clip, /Only one IPAdapter/],
    [
      'a part that is none',
      [part('AutoencoderKL', unet)],
      clip,
      /"AutoencoderKL" cannot be attached to UNet2DConditionModel/,
    ],
  ])('refuses %s', (_, parts, variant, message) => {
    expect(() => unetWith(parts, variant)).toThrow(message);
  });

  it('refuses a part built alone', () => {
    const { config, weights } = part('MotionAdapter', motion);
    expect(() => buildModelFrom({ architecture: 'MotionAdapter', config }, weights)).toThrow(/cannot be built alone/);
  });
});
