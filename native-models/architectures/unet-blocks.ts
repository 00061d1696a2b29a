import type { Graph } from '../graph/graph.ts';
import { picture, sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import {
  downsample,
  type ExtraContext,
  resnetBlock,
  spatialTransformer,
  timestepEmbedding,
  upsample,
} from './diffusion-blocks.ts';
import { type Motion, motionModule } from './motion-module.ts';
import { levelValue, type PerLevel, type UNetShape, upwards } from './unet-config.ts';

/** What every block of one UNet or ControlNet shares. Pictures are [batch · frames, c, h, w], frames quickest. */
export interface UNetContext {
  readonly shape: UNetShape;
  /** [1 or batch · frames, 4 · first width], already through its linear layers. */
  readonly timeEmbedding: Value;
  /** Text [batch, n, c] for cross-attention, in the network's arithmetic; all frames of a batch item see the same. */
  readonly context: Value;
  /** Image tokens beside the text, for the cross-attention layer of this name. */
  readonly extraContext?: (layer: string) => ExtraContext;
  readonly motion?: Motion;
}

/** The time embedding of UNets and ControlNets: timestep [1] → [1, 4 · first width]. */
export function timeEmbeddingOf(
  g: Graph,
  timestep: Value,
  w: Weights,
  config: {
    readonly block_out_channels: readonly number[];
    readonly flip_sin_to_cos: boolean;
    readonly freq_shift: number;
  },
): Value {
  const [channels = 0] = config.block_out_channels;
  const { flip_sin_to_cos: flipSinToCos, freq_shift: freqShift } = config;
  return timestepEmbedding(g, timestep, w.at('time_embedding'), {
    channels,
    out: 4 * channels,
    flipSinToCos,
    freqShift,
  });
}

/**
 * All skip connections in order: `input` (conv_in's output), then one after every resnet (with attention and motion) and
 * downsampler. The last one is the input of the middle.
 */
export function downPath(g: Graph, input: Value, w: Weights, shared: UNetContext): Value[] {
  const { shape } = shared;
  let x = input;
  const skips = [x];
  for (const [level, channels] of shape.channels.entries()) {
    const block = w.at('down_blocks').at(level);
    for (let layer = 0; layer < levelValue(shape.layers, level); layer++) {
      x = resnet(g, x, block.at('resnets').at(layer), shared, channels);
      if (shape.downAttention[level]) {
        const [heads, layers] = [levelValue(shape.heads, level), levelValue(shape.transformerLayers, level)];
        x = transformer(g, x, block.at('attentions').at(layer), shared, { heads, layers });
      }
      x = motion(g, x, `down_blocks.${level}.motion_modules.${layer}`, shared, level, 'down');
      skips.push(x);
    }
    if (level < shape.channels.length - 1) {
      x = downsample(g, x, block.at('downsamplers.0'), { padding: 1 });
      skips.push(x);
    }
  }
  return skips;
}

/** UNetMidBlock2DCrossAttn and UNetMidBlockCrossAttnMotion with one layer. */
export function midBlock(g: Graph, input: Value, w: Weights, shared: UNetContext): Value {
  const { shape } = shared;
  const level = shape.channels.length - 1;
  const channels = levelValue([...shape.channels], level);
  const block = w.at('mid_block');
  let x = resnet(g, input, block.at('resnets.0'), shared, channels);
  const [heads, layers] = [levelValue(shape.heads, level), shape.midTransformerLayers];
  x = transformer(g, x, block.at('attentions.0'), shared, { heads, layers });
  if (shared.motion?.midLayers) x = motion(g, x, 'mid_block.motion_modules.0', shared, level, 'mid');
  return resnet(g, x, block.at('resnets.1'), shared, channels);
}

/** What the up path needs beyond the rest of the network; lists go from the deepest level up. */
export interface UpShape {
  readonly attention: readonly boolean[];
  readonly transformerLayers: PerLevel;
}

/** Levels from the deepest up: every resnet takes the newest skip connection beside its input. */
export function upPath(
  g: Graph,
  input: Value,
  skips: readonly Value[],
  w: Weights,
  shared: UNetContext,
  up: UpShape,
): Value {
  const { shape } = shared;
  const rest = [...skips];
  let x = input;
  for (const [index, channels] of shape.channels.toReversed().entries()) {
    const block = w.at('up_blocks').at(index);
    for (let layer = 0; layer <= levelValue(upwards(shape.layers), index); layer++) {
      const skip = rest.pop();
      if (!skip) throw new ModelError('The up path has more resnets than the down path has skip connections.');
      x = resnet(g, g.concat([x, skip], 1), block.at('resnets').at(layer), shared, channels);
      if (up.attention[index]) {
        const [heads, layers] = [levelValue(upwards(shape.heads), index), levelValue(up.transformerLayers, index)];
        x = transformer(g, x, block.at('attentions').at(layer), shared, { heads, layers });
      }
      x = motion(g, x, `up_blocks.${index}.motion_modules.${layer}`, shared, index, 'up');
    }
    const next = rest.at(-1);
    if (index < shape.channels.length - 1 && next) {
      const [, , height, width] = picture('skip', next);
      x = upsample(g, x, block.at('upsamplers.0'), { height, width });
    }
  }
  return x;
}

function resnet(g: Graph, x: Value, w: Weights, shared: UNetContext, out: number): Value {
  return resnetBlock(g, x, w, { out, norm: shared.shape.norm, timeEmbedding: shared.timeEmbedding });
}

function transformer(
  g: Graph,
  x: Value,
  w: Weights,
  shared: UNetContext,
  options: { readonly heads: number; readonly layers: number },
): Value {
  const { heads, layers } = options;
  if (sizeOf(x, 1) % heads !== 0) {
    throw new ModelError(`${w.scope} has ${sizeOf(x, 1)} channels, which ${heads} heads do not divide.`);
  }
  const { context, extraContext } = shared;
  const { groups } = shared.shape.norm;
  return spatialTransformer(g, x, w, { heads, layers, groups, context, ...(extraContext ? { extraContext } : {}) });
}

/** The motion module called `name`, where the network has motion at all. */
function motion(g: Graph, x: Value, name: string, shared: UNetContext, level: number, path: 'down' | 'mid' | 'up') {
  return shared.motion ? motionModule(g, x, name, shared.motion, { level, path }) : x;
}
