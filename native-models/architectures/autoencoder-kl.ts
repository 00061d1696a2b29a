import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { picture, sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture, sizeFrom, type Variant } from './architecture.ts';
import { decodedOutput } from './decoded-output.ts';
import { attention, downsample, fromTokens, resnetBlock, toTokens, upsample } from './diffusion-blocks.ts';

const configSchema = z.object({
  in_channels: z.number().int().positive().default(3),
  out_channels: z.number().int().positive().default(3),
  latent_channels: z.number().int().positive().default(4),
  block_out_channels: z.array(z.number().int().positive()).min(1),
  layers_per_block: z.number().int().positive().default(1),
  norm_num_groups: z.number().int().positive().default(32),
  act_fn: z.enum(['silu', 'swish']).default('silu'),
  scaling_factor: z.number().positive().default(0.18215),
  shift_factor: z.number().nullish(),
  use_quant_conv: z.boolean().default(true),
  use_post_quant_conv: z.boolean().default(true),
  mid_block_add_attention: z.boolean().default(true),
  down_block_types: z.array(z.literal('DownEncoderBlock2D')).optional(),
  up_block_types: z.array(z.literal('UpDecoderBlock2D')).optional(),
  latents_mean: z.null('is not supported').optional(),
  latents_std: z.null('is not supported').optional(),
  force_upcast: z.boolean().default(false),
});
type Config = z.infer<typeof configSchema>;

const normEpsilon = 1e-6;

/**
 * diffusers' `AutoencoderKL`. Latents are scaled as UNets see them (times scaling_factor). Factor f = 2^(levels − 1).
 *
 * Variant: `half` decoder or encoder; latent `width`, `height`; `format` bytes or float.
 * - decoder, in: `latents` float32 [1, c, h, w]. Out: `picture` uint8 [f·h, f·w, 3] (`format` bytes) or `decoded` float32
 *   [1, 3, f·h, f·w], about −1..1 (`format` float); and `mean` float32 [1] of what was decoded, not finite when anything in it
 *   is not.
 * - encoder, in: `picture` uint8 [f·h, f·w, 3] or `sample` float32 [1, 3, f·h, f·w] in −1..1. Out: `latents` float32
 *   [1, c, h, w], the mean of the posterior; `deviation`, its standard deviation: latents + deviation · noise is a sample;
 *   `moments` float32 [1, 2 c, h, w], mean and logarithm of the variance as the network gives them, not scaled.
 *
 * With `force_upcast` in the config (SDXL's own VAE, whose numbers leave the range of halves) the arithmetic is fp32 whatever
 * precision is asked for. Pictures larger than one session should hold are the pipeline's matter: it decodes tiles and
 * blends them.
 */
export const autoencoderKL = architecture<Config>({
  name: 'AutoencoderKL',
  configSchema,
  precision: ({ force_upcast }, asked) => (force_upcast ? 'fp32' : asked),
  variant: { half: 'decoder', width: undefined, height: undefined, format: 'bytes' },
  ignores: ({ half }) => (half === 'encoder' ? /^(decoder|post_quant_conv)\./ : /^(encoder|quant_conv)\./),
  build(g, w, config, variant) {
    if (!['bytes', 'float'].includes(String(variant.format))) throw new ModelError('format is bytes or float.');
    if (variant.half === 'decoder') decode(g, w, config, variant);
    else if (variant.half === 'encoder') encode(g, w, config, variant);
    else throw new ModelError(`half is decoder or encoder, found ${String(variant.half)}.`);
  },
});

function decode(g: Graph, w: Weights, config: Config, variant: Variant): void {
  const [width, height] = [sizeFrom(variant, 'width'), sizeFrom(variant, 'height')];
  const latents = g.input('latents', 'float32', [1, config.latent_channels, height, width]);
  const unscaled = g.add(g.div(latents, config.scaling_factor), config.shift_factor ?? 0);
  let z = g.cast(unscaled, g.float);
  if (config.use_post_quant_conv) z = g.conv(z, w.at('post_quant_conv'), { out: config.latent_channels, kernel: 1 });
  const decoded = g.cast(decoder(g, z, w.at('decoder'), config), 'float32');
  decodedOutput(g, decoded, variant.format);
}

function encode(g: Graph, w: Weights, config: Config, variant: Variant): void {
  if (!w.hasScope('encoder'))
    throw new ModelError('The VAE has no encoder, so it cannot read pictures: choose another model.');
  const factor = 2 ** (config.block_out_channels.length - 1);
  const [width, height] = [sizeFrom(variant, 'width') * factor, sizeFrom(variant, 'height') * factor];
  let x: Value;
  if (variant.format === 'float') {
    x = g.input('sample', 'float32', [1, config.in_channels, height, width]);
  } else {
    const bytes = g.cast(g.input('picture', 'uint8', [height, width, config.in_channels]), 'float32');
    x = g.sub(g.mul(g.reshape(g.transpose(bytes, [2, 0, 1]), [1, config.in_channels, height, width]), 2 / 255), 1);
  }
  const channels = config.latent_channels;
  let moments = encoder(g, g.cast(x, g.float), w.at('encoder'), config);
  if (config.use_quant_conv) moments = g.conv(moments, w.at('quant_conv'), { out: 2 * channels, kernel: 1 });
  const numbers = g.cast(moments, 'float32');
  const [mean, logVariance] = g.split(numbers, 1, [channels, channels]);
  if (!mean || !logVariance) throw new ModelError('The posterior could not be split.');
  g.output('moments', numbers);
  g.output('latents', g.mul(g.sub(mean, config.shift_factor ?? 0), config.scaling_factor));
  g.output('deviation', g.mul(g.exp(g.mul(g.clip(logVariance, -30, 20), 0.5)), config.scaling_factor));
}

function decoder(g: Graph, z: Value, w: Weights, config: Config): Value {
  const widths = config.block_out_channels.toReversed();
  const norm = normOf(config);
  let x = g.conv(z, w.at('conv_in'), { out: widths[0] ?? 0, kernel: 3 });
  x = midBlock(g, x, w.at('mid_block'), config);
  widths.forEach((out, level) => {
    const block = w.at('up_blocks').at(level);
    for (let layer = 0; layer <= config.layers_per_block; layer++) {
      x = resnetBlock(g, x, block.at('resnets').at(layer), { out, norm });
    }
    if (level < widths.length - 1) x = upsample(g, x, block.at('upsamplers.0'));
  });
  x = g.silu(g.groupNorm(x, w.at('conv_norm_out'), norm));
  return g.conv(x, w.at('conv_out'), { out: config.out_channels, kernel: 3 });
}

function encoder(g: Graph, picture: Value, w: Weights, config: Config): Value {
  const widths = config.block_out_channels;
  const norm = normOf(config);
  let x = g.conv(picture, w.at('conv_in'), { out: widths[0] ?? 0, kernel: 3 });
  widths.forEach((out, level) => {
    const block = w.at('down_blocks').at(level);
    for (let layer = 0; layer < config.layers_per_block; layer++) {
      x = resnetBlock(g, x, block.at('resnets').at(layer), { out, norm });
    }
    if (level < widths.length - 1) x = downsample(g, x, block.at('downsamplers.0'), { padding: 0 });
  });
  x = midBlock(g, x, w.at('mid_block'), config);
  x = g.silu(g.groupNorm(x, w.at('conv_norm_out'), norm));
  return g.conv(x, w.at('conv_out'), { out: 2 * config.latent_channels, kernel: 3 });
}

/** UNetMidBlock2D: resnet, single-head attention over all places, resnet. */
function midBlock(g: Graph, input: Value, w: Weights, config: Config): Value {
  const norm = normOf(config);
  const out = sizeOf(input, 1);
  let x = resnetBlock(g, input, w.at('resnets.0'), { out, norm });
  if (config.mid_block_add_attention) {
    const [, , height, width] = picture('mid block', x);
    const self = w.at('attentions.0');
    const tokens = toTokens(g, g.groupNorm(x, self.at('group_norm'), norm));
    x = g.add(x, fromTokens(g, attention(g, tokens, self, { heads: 1, bias: true }), height, width));
  }
  return resnetBlock(g, x, w.at('resnets.1'), { out, norm });
}

function normOf(config: Config) {
  return { groups: config.norm_num_groups, epsilon: normEpsilon };
}
