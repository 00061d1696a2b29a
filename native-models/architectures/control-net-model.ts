import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { partArchitecture } from './architecture.ts';
import { downPath, midBlock, timeEmbeddingOf } from './unet-blocks.ts';
import { unetConfig, unetShape } from './unet-config.ts';

/** Config fields of all ControlNets. */
export const controlConfig = {
  ...unetConfig,
  conditioning_embedding_out_channels: z.array(z.number().int().positive()).min(1).default([16, 32, 96, 256]),
  controlnet_conditioning_channel_order: z.literal('rgb').default('rgb'),
  global_pool_conditions: z.boolean().default(false),
  addition_embed_type: z.null('is not supported').optional(),
};

const configSchema = z.object({
  ...controlConfig,
  conditioning_channels: z.number().int().positive().default(3),
});
export type ControlNetConfig = z.infer<typeof configSchema>;

/** diffusers' `ControlNetModel`, attached to a UNet: it sees the sample, the text and a picture. */
export const controlNetModel = partArchitecture<ControlNetConfig>({ name: 'ControlNetModel', configSchema });

/** What a ControlNet adds to the skip connections and to the output of the middle. */
export interface Residuals {
  readonly down: readonly Value[];
  readonly mid: Value;
}

/** What the UNet shares with its ControlNets. Frames are part of the batch of pictures, as everywhere in a UNet. */
export interface ControlInputs {
  /** The UNet's input [b · frames, c, h, w]. */
  readonly sample: Value;
  readonly timestep: Value;
  /** Text [b, n, c]. */
  readonly context: Value;
  /** Frames of a batch item; 1 for images. */
  readonly frames: number;
}

/**
 * A ControlNet's residuals, not yet scaled. Declares `controlPicture{n}` float32 [frames, conditioning channels, H, W] in 0..1, the
 * same for every batch item, where H and W are the latent's sizes times `2^(embedding levels − 1)`, usually 8.
 */
export function controlNet(
  g: Graph,
  w: Weights,
  config: ControlNetConfig,
  inputs: ControlInputs,
  index: number,
): Residuals {
  const { sample, timestep, context, frames } = inputs;
  const [first = 0] = config.block_out_channels;
  const factor = 2 ** (config.conditioning_embedding_out_channels.length - 1);
  const shape = [frames, config.conditioning_channels, sizeOf(sample, 2) * factor, sizeOf(sample, 3) * factor];
  const picture = g.cast(g.input(`controlPicture${index}`, 'float32', shape), g.float);
  const hint = conditioningEmbedding(
    g,
    picture,
    w.at('controlnet_cond_embedding'),
    config.conditioning_embedding_out_channels,
    first,
  );
  const embedded = g.conv(sample, w.at('conv_in'), { out: first, kernel: 3 });
  const shared = {
    shape: unetShape(config),
    timeEmbedding: timeEmbeddingOf(g, timestep, w, config),
    context,
  };
  const skips = downPath(g, addToEach(g, embedded, hint), w, shared);
  return controlOutputs(g, skips, midBlock(g, skips.at(-1) ?? embedded, w, shared), w, config);
}

/** `x` [b · n, …] + `y` [n, …]. */
function addToEach(g: Graph, x: Value, y: Value): Value {
  const [all, each] = [sizeOf(x, 0), sizeOf(y, 0)];
  if (all === each || each === 1) return g.add(x, y);
  const [, ...rest] = x.shape;
  return g.reshape(g.add(g.reshape(x, [all / each, each, ...rest]), g.reshape(y, [1, each, ...rest])), x.shape);
}

/** ControlNetConditioningEmbedding: a picture [n, c, H, W] made small by strided convolutions: [n, out, h, w]. */
export function conditioningEmbedding(
  g: Graph,
  picture: Value,
  w: Weights,
  channels: readonly number[],
  out: number,
): Value {
  const [first] = channels;
  if (first === undefined) throw new ModelError('conditioning_embedding_out_channels is empty.');
  let x = g.silu(g.conv(picture, w.at('conv_in'), { out: first, kernel: 3 }));
  for (const [index, next] of channels.slice(1).entries()) {
    const blocks = w.at('blocks');
    x = g.silu(g.conv(x, blocks.at(2 * index), { out: sizeOf(x, 1), kernel: 3 }));
    x = g.silu(g.conv(x, blocks.at(2 * index + 1), { out: next, kernel: 3, stride: 2, padding: 1 }));
  }
  return g.conv(x, w.at('conv_out'), { out, kernel: 3 });
}

/** The 1×1 convolutions after every skip connection and the middle. */
export function controlOutputs(
  g: Graph,
  skips: readonly Value[],
  middle: Value,
  w: Weights,
  config: Pick<ControlNetConfig, 'global_pool_conditions'>,
): Residuals {
  const pooled = (x: Value) => (config.global_pool_conditions ? g.mean(x, [2, 3]) : x);
  const out = (x: Value, scope: Weights) => pooled(g.conv(x, scope, { out: sizeOf(x, 1), kernel: 1 }));
  return {
    down: skips.map((skip, index) => out(skip, w.at('controlnet_down_blocks').at(index))),
    mid: out(middle, w.at('controlnet_mid_block')),
  };
}
