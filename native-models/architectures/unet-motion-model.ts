import { z } from 'zod';
import { architecture } from './architecture.ts';
import { buildUNet, unetFields, unetParts } from './unet.ts';
import { perLevel, upwards } from './unet-config.ts';

const configSchema = z.object({
  ...unetFields,
  motion_num_attention_heads: perLevel.default(8),
  reverse_motion_num_attention_heads: perLevel.nullish(),
  motion_max_seq_length: z.number().int().positive().default(32),
  temporal_transformer_layers_per_block: perLevel.default(1),
  reverse_temporal_transformer_layers_per_block: perLevel.nullish(),
  temporal_transformer_layers_per_mid_block: z.number().int().positive().nullish(),
  use_motion_mid_block: z.boolean().default(true),
  mid_block_layers: z.literal(1).default(1),
});

/**
 * diffusers' `UNetMotionModel`: a UNet saved together with its motion modules. Variant, inputs and output: see `buildUNet`;
 * `frames` must be given.
 */
export const unetMotionModel = architecture<z.infer<typeof configSchema>>({
  name: 'UNetMotionModel',
  configSchema,
  attaches: unetParts.attaches,
  variant: { ...unetParts.variant, frames: undefined },
  build(g, w, config, variant, parts) {
    const heads = config.motion_num_attention_heads;
    const layers = config.temporal_transformer_layers_per_block;
    buildUNet(g, w, config, variant, parts, {
      weights: w,
      maxFrames: config.motion_max_seq_length,
      down: { heads, layers },
      up: {
        heads: upwards(heads, config.reverse_motion_num_attention_heads),
        layers: upwards(layers, config.reverse_temporal_transformer_layers_per_block),
      },
      midLayers: config.use_motion_mid_block ? (config.temporal_transformer_layers_per_mid_block ?? 1) : 0,
    });
  },
});
