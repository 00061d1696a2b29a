import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { sizeOf } from '../graph/layout.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { partArchitecture } from './architecture.ts';
import {
  type ControlInputs,
  conditioningEmbedding,
  controlConfig,
  controlOutputs,
  type Residuals,
} from './control-net-model.ts';
import { downPath, midBlock, timeEmbeddingOf } from './unet-blocks.ts';
import { perLevel, unetShape } from './unet-config.ts';

const configSchema = z.object({
  ...controlConfig,
  conditioning_channels: z.number().int().positive().default(4),
  concat_conditioning_mask: z.boolean().default(true),
  use_simplified_condition_embedding: z.boolean().default(true),
  temporal_transformer_layers_per_block: perLevel.default(1),
  motion_num_attention_heads: perLevel.default(8),
  motion_max_seq_length: z.number().int().positive().default(32),
});
export type SparseControlNetConfig = z.infer<typeof configSchema>;

/** SparseCtrl (diffusers' `SparseControlNetModel`), attached to a UNet with motion: some frames are given, the others free. */
export const sparseControlNetModel = partArchitecture<SparseControlNetConfig>({
  name: 'SparseControlNetModel',
  configSchema,
});

/**
 * A sparse ControlNet's residuals, not yet scaled. It never sees the sample: the condition takes its place, and conv_in adds its
 * bias alone. Both inputs are zero where a frame is free, and the same for every batch item:
 * `controlLatents{n}` float32 [1, c, frames, h, w], the given pictures' latents (times the VAE's scaling factor), and
 * `controlMask{n}` float32 [1, 1, frames, h, w], 1 for given frames. Models of line drawings (no simplified embedding) take
 * `controlPicture{n}` float32 [1, c, frames, H, W] in −1..1 instead, and the mask at its size.
 */
export function sparseControlNet(
  g: Graph,
  w: Weights,
  config: SparseControlNetConfig,
  inputs: ControlInputs,
  index: number,
): Residuals {
  const { sample, timestep, context, frames } = inputs;
  const [first = 0] = config.block_out_channels;
  const [height, width] = [sizeOf(sample, 2), sizeOf(sample, 3)];
  const embedding = w.at('controlnet_cond_embedding');
  const simplified = config.use_simplified_condition_embedding;
  const factor = simplified ? 1 : 2 ** (config.conditioning_embedding_out_channels.length - 1);
  const given = (name: string, channels: number) =>
    byFrame(
      g,
      g.cast(g.input(`${name}${index}`, 'float32', [1, channels, frames, height * factor, width * factor]), g.float),
    );
  const condition = given(simplified ? 'controlLatents' : 'controlPicture', config.conditioning_channels);
  const seen = config.concat_conditioning_mask ? g.concat([condition, given('controlMask', 1)], 1) : condition;
  const hint = simplified
    ? g.conv(seen, embedding, { out: first, kernel: 3 })
    : conditioningEmbedding(g, seen, embedding, config.conditioning_embedding_out_channels, first);
  w.tensor('conv_in.weight', [first, config.in_channels, 3, 3]);
  const bias = g.reshape(g.weight(w, 'conv_in.bias', [first]), [first, 1, 1]);

  const batch = sizeOf(context, 0);
  const one = g.reshape(g.add(hint, bias), [1, frames, first, height, width]);
  const x = g.reshape(g.expand(one, [batch, frames, first, height, width]), [batch * frames, first, height, width]);
  const path = {
    heads: config.motion_num_attention_heads,
    layers: config.temporal_transformer_layers_per_block,
  };
  const shared = {
    shape: unetShape(config),
    timeEmbedding: timeEmbeddingOf(g, timestep, w, config),
    context,
    motion: {
      weights: w,
      frames,
      groups: config.norm_num_groups,
      attentions: 1,
      maxFrames: config.motion_max_seq_length,
      down: path,
      up: path,
      midLayers: 0,
    },
  } as const;
  const skips = downPath(g, x, w, shared);
  return controlOutputs(g, skips, midBlock(g, skips.at(-1) ?? x, w, shared), w, config);
}

/** [1, c, frames, h, w] → [frames, c, h, w]. */
function byFrame(g: Graph, x: Value): Value {
  const [, channels = 0, frames = 0, height = 0, width = 0] = x.shape;
  return g.reshape(g.transpose(x, [0, 2, 1, 3, 4]), [frames, channels, height, width]);
}
