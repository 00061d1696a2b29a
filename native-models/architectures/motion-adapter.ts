import { z } from 'zod';
import { partArchitecture } from './architecture.ts';
import { absent, perLevel } from './unet-config.ts';

const configSchema = z.object({
  block_out_channels: z.array(z.number().int().positive()).optional(),
  motion_layers_per_block: perLevel.default(2),
  motion_transformer_layers_per_block: perLevel.default(1),
  motion_transformer_layers_per_mid_block: z.union([z.number().int().positive(), z.tuple([z.number()])]).default(1),
  motion_mid_block_layers_per_block: z.literal(1).default(1),
  motion_num_attention_heads: perLevel.default(8),
  motion_max_seq_length: z.number().int().positive().default(32),
  use_motion_mid_block: z.boolean().default(true),
  conv_in_channels: absent,
});

/** AnimateDiff's motion modules as published on their own (v1, v2, v3): attached to a UNet2DConditionModel. */
export const motionAdapter = partArchitecture({ name: 'MotionAdapter', configSchema });
