import { z } from 'zod';
import { ModelError } from '../graph/model-error.ts';
import type { NormOptions } from './diffusion-blocks.ts';

const size = z.number().int().positive();
/** A setting given once, or once a level from the highest resolution down. */
export const perLevel = z.union([size, z.array(size)]);
export type PerLevel = z.infer<typeof perLevel>;
/** Fields that change the network in ways that are not built: refused rather than ignored. */
export const absent = z.null('is not supported').optional();

const downBlockTypes = ['DownBlock2D', 'CrossAttnDownBlock2D', 'DownBlockMotion', 'CrossAttnDownBlockMotion'] as const;
export const upBlockTypes = ['UpBlock2D', 'CrossAttnUpBlock2D', 'UpBlockMotion', 'CrossAttnUpBlockMotion'] as const;

/** Config fields that UNets and ControlNets share: time embedding, down path and middle. */
export const unetConfig = {
  in_channels: size.default(4),
  block_out_channels: z.array(size).min(1),
  down_block_types: z.array(z.enum(downBlockTypes)),
  mid_block_type: z.literal('UNetMidBlock2DCrossAttn').default('UNetMidBlock2DCrossAttn'),
  layers_per_block: perLevel.default(2),
  transformer_layers_per_block: perLevel.default(1),
  transformer_layers_per_mid_block: size.nullish(),
  attention_head_dim: perLevel.default(8),
  num_attention_heads: perLevel.nullish(),
  cross_attention_dim: size,
  norm_num_groups: size.default(32),
  norm_eps: z.number().default(1e-5),
  downsample_padding: z.literal(1).default(1),
  flip_sin_to_cos: z.boolean().default(true),
  freq_shift: z.number().default(0),
  act_fn: z.enum(['silu', 'swish']).default('silu'),
  use_linear_projection: z.boolean().default(false),
  addition_embed_type: z.literal('text_time').nullish(),
  addition_time_embed_dim: size.nullish(),
  projection_class_embeddings_input_dim: size.nullish(),
  resnet_time_scale_shift: z.literal('default').default('default'),
  only_cross_attention: z.literal(false).default(false),
  mid_block_scale_factor: z.literal(1).default(1),
  class_embed_type: absent,
  encoder_hid_dim_type: absent,
};
const shared = z.object(unetConfig);
type SharedConfig = z.infer<typeof shared>;

/** What the blocks of a UNet or ControlNet are built from. Level 0 has the highest resolution. */
export interface UNetShape {
  readonly channels: readonly number[];
  /** Which levels of the down path have spatial transformers. */
  readonly downAttention: readonly boolean[];
  readonly layers: PerLevel;
  /** Attention heads (`attention_head_dim` counts heads: a misnomer that diffusers kept). */
  readonly heads: PerLevel;
  readonly transformerLayers: PerLevel;
  readonly midTransformerLayers: number;
  readonly norm: NormOptions;
}

/** @throws ModelError when lists do not go together */
export function unetShape(config: SharedConfig): UNetShape {
  const levels = config.block_out_channels.length;
  checkLength('down_block_types', config.down_block_types, levels);
  const transformerLayers = config.transformer_layers_per_block;
  return {
    channels: config.block_out_channels,
    downAttention: config.down_block_types.map((type) => type.startsWith('CrossAttn')),
    layers: config.layers_per_block,
    heads: config.num_attention_heads ?? config.attention_head_dim,
    transformerLayers,
    midTransformerLayers: config.transformer_layers_per_mid_block ?? levelValue(transformerLayers, levels - 1),
    norm: { groups: config.norm_num_groups, epsilon: config.norm_eps },
  };
}

/** A setting's value at one level. */
export function levelValue(setting: PerLevel, level: number): number {
  const value = typeof setting === 'number' ? setting : setting[level];
  if (value === undefined) throw new ModelError(`The config gives no value for level ${level}.`);
  return value;
}

/** The setting of the up path, listed from the deepest level up: given as such, or the down path's turned round. */
export function upwards(setting: PerLevel, reversed?: PerLevel | null): PerLevel {
  if (reversed) return reversed;
  return typeof setting === 'number' ? setting : setting.toReversed();
}

export function checkLength(key: string, list: readonly unknown[], levels: number): void {
  if (list.length !== levels) {
    throw new ModelError(`${key} has ${list.length} entries, block_out_channels ${levels}.`);
  }
}
