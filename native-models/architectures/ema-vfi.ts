import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture } from './architecture.ts';
import { type MotionFormerConfig, type MotionFormerLevel, motionFormer } from './ema-vfi-motion-former.ts';
import { convPRelu, flowAndMask, refinedFrame, scaled, scaledFlow, warpedLevels, warpedPair } from './flow-blocks.ts';
import { framePair, framePairVariant } from './frame-pair.ts';

const size = z.number().int().min(1).max(4096);
const list = z.array(z.number().int().min(0).max(4096));
/**
 * Published without a config.json: what is left out follows from `F` and `depth` as in the authors' config.py, and these default
 * to the light model (ours_small). The large one is `{"F": 32, "depth": [2, 2, 2, 4, 4]}`.
 */
const configSchema = z
  .object({
    F: size.default(16),
    W: size.default(7),
    depth: list.length(5).default([2, 2, 2, 2, 2]),
    embed_dims: list.length(5).optional(),
    motion_dims: list.length(5).optional(),
    num_heads: list.length(2).optional(),
    hidden_dims: list.length(2).optional(),
    scales: list.length(3).default([4, 8, 16]),
    c: size.optional(),
  })
  .transform((given) => {
    const widths = given.embed_dims ?? [1, 2, 4, 8, 16].map((times) => given.F * times);
    const perLayer = widths.map((width, level) => (level < 3 ? 0 : Math.floor(width / (given.depth[level] || 1))));
    return {
      features: {
        widths,
        depths: given.depth,
        motionWidths: given.motion_dims ?? perLayer,
        heads: given.num_heads ?? widths.slice(3).map((width) => Math.max(1, Math.floor(width / 32))),
        window: given.W,
      },
      hidden: given.hidden_dims ?? [4 * given.F, 4 * given.F],
      scales: given.scales,
      channels: 2 * (given.c ?? given.F),
    };
  });

/**
 * EMA-VFI for any time between two frames (MCG-NJU/EMA-VFI): the frames look at each other within windows, and one set of
 * features serves both what is seen and how it moves. Frames are padded by their border, all round, to multiples of 32. Variant,
 * inputs and outputs: see `framePairVariant`. Saved masks of other sizes (`attn_mask`, `HW`) are left alone.
 */
export const emaVFI = architecture({
  name: 'EMAVFI',
  configSchema,
  variant: framePairVariant,
  ignores: () => /\.(attn_mask|HW)$/,
  build(g, weights, config, variant) {
    const w = weights.hasScope('module') ? weights.at('module') : weights;
    const frames = framePair(g, variant, { place: 'centre', fill: 'edge' });
    const pair = [frames.frame0, frames.frame1] as const;
    const levels = features(g, w, config.features, pair);
    const shrink = 1 / frames.flowScale;
    const small = [scaled(g, pair[0], shrink), scaled(g, pair[1], shrink)] as const;
    const smallLevels = frames.flowScale === 1 ? levels : features(g, w, config.features, small);
    const found = estimatedFlow(g, w.at('block'), { pair: small, levels: smallLevels, time: frames.time, config });
    const flow = scaledFlow(g, found.flow, frames.flowScale);
    const mask = scaled(g, found.mask, frames.flowScale);
    const [first, ...rest] = warpedLevels(
      g,
      levels.map(({ appearance }) => halves(g, appearance)),
      flow,
    );
    if (!first) throw new ModelError('EMA-VFI needs features.');
    const refinement = { pair, flow, mask, features: first, levels: rest, channels: config.channels };
    frames.finish({ frame: refinedFrame(g, w.at('unet'), refinement), flow, mask });
  },
});

function features(g: Graph, w: Weights, config: MotionFormerConfig, pair: readonly Value[]): MotionFormerLevel[] {
  return motionFormer(g, w.at('feature_bone'), config, g.concat(pair, 0));
}

/** Frame 0's and frame 1's part of [2, ...]. */
function halves(g: Graph, x: Value): [Value, Value] {
  return [g.slice(x, 0, 0, 1), g.slice(x, 0, 1, 2)];
}

interface FlowInput {
  readonly pair: readonly [Value, Value];
  readonly levels: readonly MotionFormerLevel[];
  /** [1, 1, 1, 1] */
  readonly time: Value;
  readonly config: z.infer<typeof configSchema>;
}

/** Flow [1, 4, h, w] in pixels and mask before its sigmoid [1, 1, h, w], from the coarsest level to the finer ones. */
function estimatedFlow(g: Graph, w: Weights, { pair, levels, time, config }: FlowInput): { flow: Value; mask: Value } {
  let found: { flow: Value; mask: Value } | null = null;
  for (const [index, hidden] of config.hidden.toReversed().entries()) {
    const level = levels.at(-1 - index);
    const scale = config.scales.at(-1 - index);
    if (!level?.motion || !scale)
      throw new ModelError(`hidden_dims names more stages than there are levels of attention.`);
    const [motion0, motion1] = halves(g, level.motion);
    const timed = [g.mul(motion0, time), g.mul(motion1, g.sub(1, time))];
    const seen: Value[] = found ? [...warpedPair(g, pair, found.flow), found.mask] : [];
    const features = g.concat([...timed, ...halves(g, level.appearance)], 1);
    const input = { features, pictures: g.concat([...pair, ...seen], 1), flow: found?.flow, scale, hidden };
    const more: { flow: Value; mask: Value } = head(g, w.at(index).at('conv'), input);
    found = found ? { flow: g.add(found.flow, more.flow), mask: g.add(found.mask, more.mask) } : more;
  }
  if (!found) throw new ModelError('EMA-VFI needs hidden_dims.');
  return found;
}

interface HeadInput {
  /** Of both frames at 1 / scale of the size: [1, c, h / scale, w / scale]. */
  readonly features: Value;
  readonly pictures: Value;
  readonly flow: Value | undefined;
  readonly scale: number;
  readonly hidden: number;
}

/** A correction of flow and mask, found at 4 / scale of the size. */
function head(
  g: Graph,
  w: Weights,
  { features, pictures, flow, scale, hidden }: HeadInput,
): { flow: Value; mask: Value } {
  const enlarged = g.depthToSpace(g.depthToSpace(features, 2), 2);
  const shrink = 4 / scale;
  const input = [
    enlarged,
    scaled(g, pictures, shrink),
    ...(flow ? [g.cast(scaledFlow(g, flow, shrink), g.float)] : []),
  ];
  const x = convPRelu(g, convPRelu(g, g.concat(input, 1), w.at(0), hidden), w.at(1), hidden);
  const { flow: small, mask } = flowAndMask(g, convPRelu(g, x, w.at(2), 5));
  const back = Math.floor(scale / 4);
  return { flow: scaledFlow(g, small, back), mask: scaled(g, mask, back) };
}
