import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture } from './architecture.ts';
import {
  convPRelu,
  flowAndMask,
  halved,
  refinedFrame,
  scaled,
  scaledFlow,
  warpedLevels,
  warpedPair,
} from './flow-blocks.ts';
import { type FramePair, framePair, framePairVariant } from './frame-pair.ts';

const width = z.number().int().min(2).max(1024);
const scale = z.number().int().min(1).max(16);
/** Published without a config.json: the defaults are the published network's. */
const configSchema = z.object({
  block_c: z.tuple([width, width, width]).default([240, 150, 90]),
  context_c: width.default(16),
  /** How many times smaller each block looks at the frames. */
  scale: z.tuple([scale, scale, scale]).default([4, 2, 1]),
});

/**
 * RIFE for any time between two frames (IFNet_m of hzwer/ECCV2022-RIFE, model/IFNet_m.py); frames are padded with black to
 * multiples of 32 on the right and below. Variant, inputs and outputs: see `framePairVariant`. The teacher of its training
 * (`block_tea`) is left alone. Weights of the plain IFNet, which only knows the middle, do not fit.
 */
export const rifeIFNet = architecture({
  name: 'IFNet',
  configSchema,
  variant: framePairVariant,
  ignores: () => /^(module\.)?block_tea\./,
  build(g, weights, config, variant) {
    const w = weights.hasScope('module') ? weights.at('module') : weights;
    const frames = framePair(g, variant, { place: 'start', fill: 'constant' });
    const { flow, mask } = estimatedFlow(g, w, config, frames);
    const pair = [frames.frame0, frames.frame1] as const;
    const levels = warpedLevels(
      g,
      contextLevels(g, w.at('contextnet'), pair, config.context_c),
      scaledFlow(g, flow, 0.5),
    );
    const frame = refinedFrame(g, w.at('unet'), { pair, flow, mask, levels, channels: config.context_c });
    frames.finish({ frame, flow, mask });
  },
});

function estimatedFlow(g: Graph, w: Weights, config: z.infer<typeof configSchema>, frames: FramePair) {
  const pair = [frames.frame0, frames.frame1] as const;
  const [, , height = 0, width = 0] = frames.frame0.shape;
  const time = g.expand(frames.time, [1, 1, height, width]);
  let found: { flow: Value; mask: Value } | null = null;
  for (const [index, channels] of config.block_c.entries()) {
    const scale = (config.scale[index] ?? 1) * frames.flowScale;
    const seen: Value[] = found ? [...warpedPair(g, pair, found.flow), found.mask] : [];
    const x = g.concat([...pair, time, ...seen], 1);
    const more: { flow: Value; mask: Value } = block(g, w.at(`block${index}`), {
      x,
      flow: found?.flow,
      channels,
      scale,
    });
    found = found ? { flow: g.add(found.flow, more.flow), mask: g.add(found.mask, more.mask) } : more;
  }
  if (!found) throw new ModelError('IFNet needs a block.');
  return found;
}

interface BlockInput {
  readonly x: Value;
  readonly flow: Value | undefined;
  readonly channels: number;
  readonly scale: number;
}

/** A correction of flow and mask at full size, found in frames `scale` times smaller. */
function block(g: Graph, w: Weights, { x, flow, channels, scale }: BlockInput): { flow: Value; mask: Value } {
  const small = scaled(g, x, 1 / scale);
  const input = flow ? g.concat([small, g.cast(scaledFlow(g, flow, 1 / scale), g.float)], 1) : small;
  const conv0 = w.at('conv0');
  const first = convPRelu(g, input, conv0.at(0), Math.floor(channels / 2), 2);
  const start = convPRelu(g, first, conv0.at(1), channels, 2);
  let features = start;
  for (let layer = 0; layer < 8; layer++) features = convPRelu(g, features, w.at('convblock').at(layer), channels);
  const head = g.convTranspose(g.add(features, start), w.at('lastconv'), { out: 5, kernel: 4, stride: 2, padding: 1 });
  const { flow: found, mask } = flowAndMask(g, scaled(g, head, scale * 2));
  return { flow: g.mul(found, scale * 2), mask };
}

/** Features of both frames at 1/2, 1/4, 1/8 and 1/16. */
function contextLevels(g: Graph, w: Weights, pair: readonly [Value, Value], channels: number): [Value, Value][] {
  const levels: [Value, Value][] = [];
  let [x0, x1] = pair;
  for (let level = 0; level < 4; level++) {
    const scope = w.at(`conv${level + 1}`);
    x0 = halved(g, x0, scope, channels * 2 ** level);
    x1 = halved(g, x1, scope, channels * 2 ** level);
    levels.push([x0, x1]);
  }
  return levels;
}
