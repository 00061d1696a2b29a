import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture, sizeFrom } from './architecture.ts';
import { decodedOutput } from './decoded-output.ts';
import { activation } from './diffusion-blocks.ts';

const configSchema = z.object({
  out_channels: z.number().int().positive().default(3),
  latent_channels: z.number().int().positive().default(4),
  decoder_block_out_channels: z.array(z.number().int().positive()).min(1).default([64, 64, 64, 64]),
  num_decoder_blocks: z.array(z.number().int().nonnegative()).min(1).default([3, 3, 3, 1]),
  upsampling_scaling_factor: z.number().int().positive().default(2),
  upsample_fn: z.literal('nearest').default('nearest'),
  act_fn: z.string().default('relu'),
  scaling_factor: z.number().positive().default(1),
});
type Config = z.infer<typeof configSchema>;

/**
 * The decoder of diffusers' `AutoencoderTiny` (TAESD): a picture from latents in a fraction of the time, for previews. Keys as
 * diffusers writes them: `decoder.layers.N`, numbered through the whole of it, activations and upsamplings included.
 *
 * Variant: latent `width`, `height`; `format` bytes or float. In: `latents` float32 [1, c, h, w] as UNets see them. Out: as
 * AutoencoderKL's decoder.
 */
export const autoencoderTiny = architecture<Config>({
  name: 'AutoencoderTiny',
  configSchema,
  variant: { width: undefined, height: undefined, format: 'bytes' },
  ignores: () => /^encoder\./,
  build(g, w, config, variant) {
    const [width, height] = [sizeFrom(variant, 'width'), sizeFrom(variant, 'height')];
    const latents = g.input('latents', 'float32', [1, config.latent_channels, height, width]);
    const unscaled = config.scaling_factor === 1 ? latents : g.div(latents, config.scaling_factor);
    const decoded = decoder(g, g.cast(unscaled, g.float), w.at('decoder.layers'), config);
    decodedOutput(g, g.cast(decoded, 'float32'), variant.format);
  },
});

function decoder(g: Graph, z: Value, w: Weights, config: Config): Value {
  const { decoder_block_out_channels: widths, num_decoder_blocks: blocks, upsampling_scaling_factor: factor } = config;
  if (widths.length !== blocks.length) throw new ModelError('The decoder needs a width for each of its levels.');
  // Latents are squeezed smoothly to −3..3.
  let x = g.mul(g.tanh(g.div(z, 3)), 3);
  let layer = 0;
  x = activation(g, config.act_fn, g.conv(x, w.at(layer), { out: widths[0] ?? 0, kernel: 3 }));
  layer += 2;
  blocks.forEach((count, level) => {
    const width = widths[level] ?? 0;
    for (let block = 0; block < count; block++) x = tinyBlock(g, x, w.at(layer++), width, config.act_fn);
    const last = level === blocks.length - 1;
    if (!last) {
      x = g.resize(x, sizeOf(x, 2) * factor, sizeOf(x, 3) * factor, 'nearest');
      layer++;
    }
    x = g.conv(x, w.at(layer++), { out: last ? config.out_channels : width, kernel: 3, bias: last });
  });
  return g.sub(g.mul(x, 2), 1);
}

/** AutoencoderTinyBlock: three convolutions beside a shortcut, joined by a ReLU. */
function tinyBlock(g: Graph, x: Value, w: Weights, out: number, act: string): Value {
  const conv = w.at('conv');
  let h = activation(g, act, g.conv(x, conv.at(0), { out, kernel: 3 }));
  h = activation(g, act, g.conv(h, conv.at(2), { out, kernel: 3 }));
  h = g.conv(h, conv.at(4), { out, kernel: 3 });
  const shortcut = sizeOf(x, 1) === out ? x : g.conv(x, w.at('skip'), { out, kernel: 1, bias: false });
  return g.relu(g.add(h, shortcut));
}
