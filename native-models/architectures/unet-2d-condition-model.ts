import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { picture, sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture, sizeFrom } from './architecture.ts';
import { downsample, resnetBlock, spatialTransformer, timestepEmbedding, upsample } from './diffusion-blocks.ts';

const perLevel = z.union([z.number().int().positive(), z.array(z.number().int().positive())]);
const downBlockTypes = ['DownBlock2D', 'CrossAttnDownBlock2D'] as const;
const upBlockTypes = ['UpBlock2D', 'CrossAttnUpBlock2D'] as const;
/** Fields that change the network in ways this file does not build: refused rather than ignored. */
const absent = z.null('is not supported').optional();

const configSchema = z.object({
  in_channels: z.number().int().positive().default(4),
  out_channels: z.number().int().positive().default(4),
  block_out_channels: z.array(z.number().int().positive()).min(1),
  down_block_types: z.array(z.enum(downBlockTypes)),
  up_block_types: z.array(z.enum(upBlockTypes)),
  mid_block_type: z.literal('UNetMidBlock2DCrossAttn').default('UNetMidBlock2DCrossAttn'),
  layers_per_block: perLevel.default(2),
  transformer_layers_per_block: perLevel.default(1),
  attention_head_dim: perLevel.default(8),
  num_attention_heads: perLevel.nullish(),
  cross_attention_dim: z.number().int().positive(),
  norm_num_groups: z.number().int().positive().default(32),
  norm_eps: z.number().default(1e-5),
  downsample_padding: z.literal(1).default(1),
  flip_sin_to_cos: z.boolean().default(true),
  freq_shift: z.number().default(0),
  act_fn: z.enum(['silu', 'swish']).default('silu'),
  use_linear_projection: z.boolean().default(false),
  center_input_sample: z.literal(false).default(false),
  resnet_time_scale_shift: z.literal('default').default('default'),
  only_cross_attention: z.literal(false).default(false),
  dual_cross_attention: z.literal(false).default(false),
  mid_block_scale_factor: z.literal(1).default(1),
  class_embed_type: absent,
  addition_embed_type: absent,
  encoder_hid_dim_type: absent,
  time_cond_proj_dim: absent,
});
export type UNetConfig = z.infer<typeof configSchema>;

/** What every block of one UNet shares. */
interface UNetContext {
  readonly config: UNetConfig;
  /** [1, 4 · first width], already through its two linear layers. */
  readonly timeEmbedding: Value;
  /** Text [b, n, c] for cross-attention, in the network's arithmetic. */
  readonly context: Value;
}

/**
 * diffusers' `UNet2DConditionModel` as Stable Diffusion 1.x and 2.x use it, at any latent size, odd ones included.
 *
 * Variant: latent `width`, `height`; `batch` (2 with guidance); `tokens` of the text.
 * In: `sample` float32 [batch, in, height, width] (already scaled by the scheduler), `timestep` float32 [1],
 * `encoderHiddenStates` float32 [batch, tokens, c]. Out: `prediction` float32 [batch, out, height, width].
 */
export const unet2DConditionModel = architecture<UNetConfig>({
  name: 'UNet2DConditionModel',
  configSchema,
  variant: { width: undefined, height: undefined, batch: 2, tokens: 77 },
  build(g, w, config, variant) {
    checkLevels(config);
    const [batch, width, height] = [
      sizeFrom(variant, 'batch'),
      sizeFrom(variant, 'width'),
      sizeFrom(variant, 'height'),
    ];
    const sample = g.input('sample', 'float32', [batch, config.in_channels, height, width]);
    const timestep = g.input('timestep', 'float32', [1]);
    const text = g.input('encoderHiddenStates', 'float32', [
      batch,
      sizeFrom(variant, 'tokens'),
      config.cross_attention_dim,
    ]);
    const [first = 0] = config.block_out_channels;
    const timeEmbedding = timestepEmbedding(g, timestep, w.at('time_embedding'), {
      channels: first,
      out: 4 * first,
      flipSinToCos: config.flip_sin_to_cos,
      freqShift: config.freq_shift,
    });
    const shared: UNetContext = { config, timeEmbedding, context: g.cast(text, g.float) };

    const x = g.conv(g.cast(sample, g.float), w.at('conv_in'), { out: first, kernel: 3 });
    const skips = downPath(g, x, w, shared);
    const middle = midBlock(g, skips.at(-1) ?? x, w.at('mid_block'), shared);
    const up = upPath(g, middle, skips, w, shared);

    const norm = { groups: config.norm_num_groups, epsilon: config.norm_eps };
    const out = g.silu(g.groupNorm(up, w.at('conv_norm_out'), norm));
    const prediction = g.conv(out, w.at('conv_out'), { out: config.out_channels, kernel: 3 });
    g.output('prediction', g.cast(prediction, 'float32'));
  },
});

/** All skip connections in order: conv_in's output, then one after every resnet (with attention) and downsampler. */
function downPath(g: Graph, input: Value, w: Weights, shared: UNetContext): Value[] {
  const { config } = shared;
  let x = input;
  const skips = [x];
  config.down_block_types.forEach((type, level) => {
    const block = w.at('down_blocks').at(level);
    for (let layer = 0; layer < levelValue(config.layers_per_block, level); layer++) {
      x = resnet(g, x, block.at('resnets').at(layer), shared, level);
      if (type === 'CrossAttnDownBlock2D') x = transformer(g, x, block.at('attentions').at(layer), shared, level);
      skips.push(x);
    }
    if (level < config.block_out_channels.length - 1) {
      x = downsample(g, x, block.at('downsamplers.0'), { padding: 1 });
      skips.push(x);
    }
  });
  return skips;
}

/** UNetMidBlock2DCrossAttn. */
function midBlock(g: Graph, input: Value, w: Weights, shared: UNetContext): Value {
  const level = shared.config.block_out_channels.length - 1;
  const x = resnet(g, input, w.at('resnets.0'), shared, level);
  return resnet(g, transformer(g, x, w.at('attentions.0'), shared, level), w.at('resnets.1'), shared, level);
}

/** Levels from the deepest up: every resnet takes the newest skip connection beside its input. */
function upPath(g: Graph, input: Value, skips: readonly Value[], w: Weights, shared: UNetContext): Value {
  const { config } = shared;
  const levels = config.block_out_channels.length;
  const rest = [...skips];
  let x = input;
  config.up_block_types.forEach((type, index) => {
    const level = levels - 1 - index;
    const block = w.at('up_blocks').at(index);
    for (let layer = 0; layer <= levelValue(config.layers_per_block, level); layer++) {
      const skip = rest.pop();
      if (!skip) throw new ModelError('The up path has more resnets than the down path has skip connections.');
      x = resnet(g, g.concat([x, skip], 1), block.at('resnets').at(layer), shared, level);
      if (type === 'CrossAttnUpBlock2D') x = transformer(g, x, block.at('attentions').at(layer), shared, level);
    }
    const next = rest.at(-1);
    if (index < levels - 1 && next) {
      const [, , height, width] = picture('skip', next);
      x = upsample(g, x, block.at('upsamplers.0'), { height, width });
    }
  });
  return x;
}

function resnet(g: Graph, x: Value, w: Weights, shared: UNetContext, level: number): Value {
  const { config, timeEmbedding } = shared;
  return resnetBlock(g, x, w, {
    out: levelValue(config.block_out_channels, level),
    norm: { groups: config.norm_num_groups, epsilon: config.norm_eps },
    timeEmbedding,
  });
}

function transformer(g: Graph, x: Value, w: Weights, shared: UNetContext, level: number): Value {
  const { config, context } = shared;
  const heads = levelValue(config.num_attention_heads ?? config.attention_head_dim, level);
  if (sizeOf(x, 1) % heads !== 0) {
    throw new ModelError(`Level ${level} has ${sizeOf(x, 1)} channels, which ${heads} heads do not divide.`);
  }
  return spatialTransformer(g, x, w, {
    heads,
    layers: levelValue(config.transformer_layers_per_block, level),
    groups: config.norm_num_groups,
    context,
  });
}

/** A setting given once, or once a level. (`attention_head_dim` counts heads: a misnomer that diffusers kept.) */
function levelValue(setting: number | readonly number[], level: number): number {
  const value = typeof setting === 'number' ? setting : setting[level];
  if (value === undefined) throw new ModelError(`The config gives no value for level ${level}.`);
  return value;
}

function checkLevels(config: UNetConfig): void {
  const levels = config.block_out_channels.length;
  for (const key of ['down_block_types', 'up_block_types'] as const) {
    if (config[key].length !== levels) {
      throw new ModelError(`${key} has ${config[key].length} entries, block_out_channels ${levels}.`);
    }
  }
}
