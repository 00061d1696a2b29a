import type { Graph } from '../graph/graph.ts';
import { picture, sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { attention, feedForwardGeglu } from './diffusion-blocks.ts';
import { levelValue, type PerLevel } from './unet-config.ts';

/** The motion modules of one network. Lists of `up` go from the deepest level up. */
export interface Motion {
  /** Holds `down_blocks.i.motion_modules.j`, `mid_block…` and `up_blocks…`. */
  readonly weights: Weights;
  readonly frames: number;
  /** Groups of the norm before the temporal transformer: the UNet's, whatever the adapter's config says. */
  readonly groups: number;
  /** Temporal self-attentions of a transformer block: 2, in sparse ControlNets 1. */
  readonly attentions: 1 | 2;
  /** Rows of the position table. */
  readonly maxFrames: number;
  readonly down: MotionPath;
  readonly up: MotionPath;
  /** Transformer blocks of the module in the middle; 0 without one (AnimateDiff v1 and v3). */
  readonly midLayers: number;
}

interface MotionPath {
  readonly heads: PerLevel;
  /** Transformer blocks of a module. */
  readonly layers: PerLevel;
}

/**
 * AnimateDiff's motion module (diffusers `AnimateDiffTransformer3D`): attention over the frames at each pixel, added to the input.
 * [batch · frames, c, h, w] → the same. The group norm takes its statistics over all frames together.
 */
export function motionModule(
  g: Graph,
  x: Value,
  name: string,
  motion: Motion,
  place: { readonly level: number; readonly path: 'down' | 'mid' | 'up' },
): Value {
  const [all, channels, height, width] = picture(name, x);
  const { frames, groups, maxFrames } = motion;
  if (frames > maxFrames) {
    throw new ModelError(
      `The motion module knows ${maxFrames} frame positions, ${frames} frames were asked for: use context windows.`,
    );
  }
  const [batch, pixels] = [all / frames, height * width];
  const w = name.split('.').reduce((scope, step) => scope.at(step), motion.weights);
  const settings = place.path === 'up' ? motion.up : motion.down;
  const heads = levelValue(settings.heads, place.level);
  const layers = place.path === 'mid' ? motion.midLayers : levelValue(settings.layers, place.level);
  if (channels % heads !== 0) {
    throw new ModelError(`${name} has ${channels} channels, which ${heads} heads do not divide.`);
  }

  const together = g.transpose(g.reshape(x, [batch, frames, channels, pixels]), [0, 2, 1, 3]);
  const normed = g.groupNorm(together, w.at('norm'), { groups, epsilon: 1e-6 });
  let tokens = g.reshape(g.transpose(normed, [0, 3, 2, 1]), [batch * pixels, frames, channels]);
  tokens = g.linear(tokens, w.at('proj_in'), { out: channels });
  for (let layer = 0; layer < layers; layer++) {
    tokens = temporalBlock(g, tokens, w.at('transformer_blocks').at(layer), motion, heads);
  }
  const out = g.reshape(g.linear(tokens, w.at('proj_out'), { out: channels }), [batch, pixels, frames, channels]);
  return g.add(x, g.reshape(g.transpose(out, [0, 2, 3, 1]), x.shape));
}

/** BasicTransformerBlock over frames [n, frames, c]: the frames' positions are added after the norm of each attention. */
function temporalBlock(g: Graph, tokens: Value, w: Weights, motion: Motion, heads: number): Value {
  const channels = sizeOf(tokens, 2);
  const table = g.weight(w, 'pos_embed.pe', [1, motion.maxFrames, channels]);
  const positions = g.slice(table, 1, 0, motion.frames);
  let x = tokens;
  for (let index = 1; index <= motion.attentions; index++) {
    const placed = g.add(g.layerNorm(x, w.at(`norm${index}`)), positions);
    x = g.add(x, attention(g, placed, w.at(`attn${index}`), { heads }));
  }
  return g.add(x, feedForwardGeglu(g, g.layerNorm(x, w.at('norm3')), w.at('ff')));
}
