import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { type Part, partsOf, sizeFrom, type Variant } from './architecture.ts';
import { controlNetModel } from './control-net-model.ts';
import { additionEmbedding } from './diffusion-blocks.ts';
import { crossAttentionLayers, imageContext, ipAdapter } from './ip-adapter.ts';
import { motionAdapter } from './motion-adapter.ts';
import type { Motion } from './motion-module.ts';
import { sparseControlNetModel } from './sparse-control-net-model.ts';
import { downPath, midBlock, timeEmbeddingOf, type UNetContext, upPath } from './unet-blocks.ts';
import { absent, checkLength, perLevel, unetConfig, unetShape, upBlockTypes, upwards } from './unet-config.ts';
import { addResiduals, controlResiduals } from './unet-control.ts';

/** Config of UNets. */
export const unetFields = {
  ...unetConfig,
  out_channels: z.number().int().positive().default(4),
  up_block_types: z.array(z.enum(upBlockTypes)),
  reverse_transformer_layers_per_block: perLevel.nullish(),
  center_input_sample: z.literal(false).default(false),
  dual_cross_attention: z.literal(false).default(false),
  conv_in_kernel: z.literal(3).default(3),
  conv_out_kernel: z.literal(3).default(3),
  time_embedding_type: z.literal('positional').default('positional'),
  resnet_skip_time_act: z.literal(false).default(false),
  resnet_out_scale_factor: z.literal(1).default(1),
  attention_type: z.literal('default').default('default'),
  time_cond_proj_dim: absent,
};
const fields = z.object(unetFields);
type UNetConfig = z.infer<typeof fields>;

/** What goes with every UNet. */
export const unetParts = {
  attaches: [ipAdapter.name, controlNetModel.name, sparseControlNetModel.name],
  variant: { width: undefined, height: undefined, batch: 2, tokens: 77, frames: 0, guessModes: '' },
};

/**
 * A UNet with its parts, as one graph.
 *
 * Variant: latent `width`, `height`; `batch` (2 with guidance: unconditional, conditional); `tokens` of the text; `frames` (0: an
 * image); `guessModes` (one sign for each ControlNet, `1`: it sees the conditional half alone and weighs deep levels more).
 * In: `sample` float32 [batch, in, height, width], with frames [batch, in, frames, height, width] (already scaled by the
 * scheduler; inpainting UNets: mask and masked latents included), `timestep` float32 [1], `encoderHiddenStates` float32
 * [batch, tokens, c]. SDXL: `textEmbeds` float32 [batch, p] and `timeIds` float32 [batch, 6]. IPAdapter: `imageTokens` float32
 * [batch, t, c] and `ipScale` float32 [1]. ControlNet number n: `controlScale{n}` float32 [1] and what `controlNet` and
 * `sparseControlNet` declare. Out: `prediction` float32, shaped like `sample` with the channels out.
 */
export function buildUNet(
  g: Graph,
  w: Weights,
  config: UNetConfig,
  variant: Variant,
  parts: readonly Part[],
  ownMotion?: Omit<Motion, 'frames' | 'groups' | 'attentions'>,
): void {
  const batch = sizeFrom(variant, 'batch');
  const [width, height] = [sizeFrom(variant, 'width'), sizeFrom(variant, 'height')];
  const frames = sizeFrom(variant, 'frames', { min: ownMotion ? 1 : 0, max: 4096 });
  const sampleShape = [batch, config.in_channels, ...(frames > 0 ? [frames] : []), height, width];
  const sample = byFrame(g, g.cast(g.input('sample', 'float32', sampleShape), g.float));
  const timestep = g.input('timestep', 'float32', [1]);
  const text = g.input('encoderHiddenStates', 'float32', [
    batch,
    sizeFrom(variant, 'tokens'),
    config.cross_attention_dim,
  ]);
  const context = g.cast(text, g.float);

  checkLength('up_block_types', config.up_block_types, config.block_out_channels.length);
  const shape = unetShape(config);
  const up = {
    attention: config.up_block_types.map((type) => type.startsWith('CrossAttn')),
    transformerLayers: upwards(shape.transformerLayers, config.reverse_transformer_layers_per_block),
  };
  const motion = ownMotion ?? adapterMotion(parts);
  if (motion && frames === 0) throw new ModelError('A UNet with motion needs the variant’s frames.');
  const [adapter, ...others] = partsOf(parts, ipAdapter);
  if (others.length > 0) throw new ModelError('Only one IPAdapter can be attached.');
  const shared: UNetContext = {
    shape,
    context,
    timeEmbedding: perFrame(g, unetTimeEmbedding(g, timestep, w, config, batch), frames),
    ...(motion ? { motion: { ...motion, frames, groups: shape.norm.groups, attentions: 2 } } : {}),
    ...(adapter
      ? { extraContext: imageContext(g, adapter.weights, { batch, layers: crossAttentionLayers(shape, up) }) }
      : {}),
  };
  const residuals = controlResiduals(g, parts, {
    inputs: { sample, timestep, context, frames: Math.max(1, frames) },
    guessModes: String(variant.guessModes),
  });

  const [first = 0] = config.block_out_channels;
  const x = g.conv(sample, w.at('conv_in'), { out: first, kernel: 3 });
  const skips = downPath(g, x, w, shared);
  const middle = midBlock(g, skips.at(-1) ?? x, w, shared);
  const controlled = addResiduals(g, { down: skips, mid: middle }, residuals);
  const last = upPath(g, controlled.mid, controlled.down, w, shared, up);

  const out = g.silu(g.groupNorm(last, w.at('conv_norm_out'), shape.norm));
  const prediction = g.conv(out, w.at('conv_out'), { out: config.out_channels, kernel: 3 });
  g.output('prediction', g.cast(byBatch(g, prediction, batch, frames), 'float32'));
}

/** The time embedding, for SDXL with the pooled text and the sizes added: [1 or batch, t]. */
function unetTimeEmbedding(g: Graph, timestep: Value, w: Weights, config: UNetConfig, batch: number): Value {
  const embedding = timeEmbeddingOf(g, timestep, w, config);
  if (!config.addition_embed_type) return embedding;
  const { addition_time_embed_dim: channels, projection_class_embeddings_input_dim: inputs } = config;
  const pooled = (inputs ?? 0) - 6 * (channels ?? 0);
  if (!channels || pooled <= 0) {
    throw new ModelError(
      'text_time embeddings need addition_time_embed_dim and projection_class_embeddings_input_dim that go together.',
    );
  }
  const added = additionEmbedding(
    g,
    g.cast(g.input('textEmbeds', 'float32', [batch, pooled]), g.float),
    g.input('timeIds', 'float32', [batch, 6]),
    w.at('add_embedding'),
    { channels, out: sizeOf(embedding, 1), flipSinToCos: config.flip_sin_to_cos, freqShift: config.freq_shift },
  );
  return g.add(embedding, added);
}

/** The motion of an attached adapter. */
function adapterMotion(parts: readonly Part[]): Omit<Motion, 'frames' | 'groups' | 'attentions'> | null {
  const [adapter, ...others] = partsOf(parts, motionAdapter);
  if (others.length > 0) throw new ModelError('Only one MotionAdapter can be attached.');
  if (!adapter) return null;
  const { weights, config } = adapter;
  const heads = config.motion_num_attention_heads;
  const layers = config.motion_transformer_layers_per_block;
  const [midLayers = 1] = [config.motion_transformer_layers_per_mid_block].flat();
  return {
    weights,
    maxFrames: config.motion_max_seq_length,
    down: { heads, layers },
    up: { heads: upwards(heads), layers: upwards(layers) },
    midLayers: config.use_motion_mid_block ? midLayers : 0,
  };
}

/** [batch, c, frames, h, w] → [batch · frames, c, h, w]; images pass. */
function byFrame(g: Graph, x: Value): Value {
  if (x.shape.length === 4) return x;
  const [batch = 0, channels = 0, frames = 0, height = 0, width = 0] = x.shape;
  return g.reshape(g.transpose(x, [0, 2, 1, 3, 4]), [batch * frames, channels, height, width]);
}

/** The other way round. */
function byBatch(g: Graph, x: Value, batch: number, frames: number): Value {
  if (frames === 0) return x;
  const [, channels = 0, height = 0, width = 0] = x.shape;
  return g.transpose(g.reshape(x, [batch, frames, channels, height, width]), [0, 2, 1, 3, 4]);
}

/** An embedding [batch, c] for every frame of its batch item; one for all [1, c] passes. */
function perFrame(g: Graph, embedding: Value, frames: number): Value {
  const [batch, channels] = [sizeOf(embedding, 0), sizeOf(embedding, 1)];
  if (batch === 1 || frames <= 1) return embedding;
  return g.reshape(g.expand(g.reshape(embedding, [batch, 1, channels]), [batch, frames, channels]), [
    batch * frames,
    channels,
  ]);
}
