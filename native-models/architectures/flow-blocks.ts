import type { Graph } from '../graph/graph.ts';
import { picture as sizesOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { warp } from './warp.ts';

/** 3×3 convolution (`<scope>.0`) and PReLU (`<scope>.1`). */
export function convPRelu(g: Graph, x: Value, w: Weights, out: number, stride = 1): Value {
  return g.prelu(g.conv(x, w.at(0), { out, kernel: 3, stride, padding: 1 }), w.at(1));
}

/** Two of them, the first with a stride of 2: half the size. */
export function halved(g: Graph, x: Value, w: Weights, out: number): Value {
  return convPRelu(g, convPRelu(g, x, w.at('conv1'), out, 2), w.at('conv2'), out);
}

/** Bilinear by pixel centres; sizes are whole at every level because frames are padded. */
export function scaled(g: Graph, x: Value, factor: number): Value {
  const [, , height, width] = sizesOf('scaled', x);
  return g.resize(x, height * factor, width * factor, 'bilinear');
}

/** A flow at another size, in pixels of that size. */
export function scaledFlow(g: Graph, flow: Value, factor: number): Value {
  return factor === 1 ? flow : g.mul(scaled(g, flow, factor), factor);
}

/** Of features at each half size [1, c, h, w]: what both frames show at each place after the flow [1, 4, h, w] of the first level. */
export function warpedLevels(
  g: Graph,
  levels: readonly (readonly [Value, Value])[],
  flow: Value,
): (readonly [Value, Value])[] {
  let here = flow;
  return levels.map((level, index) => {
    if (index > 0) here = scaledFlow(g, here, 0.5);
    return warpedPair(g, level, here);
  });
}

/** Both frames (or their features) brought to the time between, by channels 0..1 and 2..3 of the flow. */
export function warpedPair(g: Graph, [x0, x1]: readonly [Value, Value], flow: Value): [Value, Value] {
  return [warp(g, x0, g.slice(flow, 1, 0, 2)), warp(g, x1, g.slice(flow, 1, 2, 4))];
}

export interface Refinement {
  readonly pair: readonly [Value, Value];
  /** [1, 4, h, w], pixels. */
  readonly flow: Value;
  /** [1, 1, h, w], before the sigmoid. */
  readonly mask: Value;
  /** Further input of the first level: features of both frames at full size, warped; none for RIFE. */
  readonly features?: readonly [Value, Value];
  /** Warped features of both frames at 1/2, 1/4, 1/8 and 1/16. */
  readonly levels: readonly (readonly [Value, Value])[];
  /** Channels of the last level; each deeper one has twice as many. */
  readonly channels: number;
}

/**
 * The frame between: both warped frames mixed by the mask, plus what a U-Net finds missing, 0..1. The same in EMA-VFI
 * (model/refine.py) and RIFE (model/refine.py), but for the features.
 */
export function refinedFrame(g: Graph, w: Weights, refinement: Refinement): Value {
  const { pair, flow, mask, features = [], levels, channels } = refinement;
  const [warped0, warped1] = warpedPair(g, pair, flow);
  const state = g.cast(flow, g.float);
  const skips: Value[] = [];
  let x = g.concat([...pair, warped0, warped1, mask, state, ...features], 1);
  levels.forEach((level, index) => {
    const down = halved(g, x, w.at(`down${index}`), channels * 2 ** (index + 1));
    skips.push(down);
    x = g.concat([down, ...level], 1);
  });
  for (const [index] of levels.entries()) {
    const skip = index === 0 ? undefined : skips[levels.length - 1 - index];
    const up = w.at(`up${index}`);
    const out = channels * 2 ** (levels.length - 1 - index);
    x = g.prelu(
      g.convTranspose(skip ? g.concat([x, skip], 1) : x, up.at(0), { out, kernel: 4, stride: 2, padding: 1 }),
      up.at(1),
    );
  }
  const missing = g.sub(g.mul(g.sigmoid(g.conv(x, w.at('conv'), { out: 3, kernel: 3 })), 2), 1);
  const share = g.sigmoid(mask);
  const mixed = g.add(g.mul(warped0, share), g.mul(warped1, g.sub(1, share)));
  return g.clip(g.add(mixed, missing), 0, 1);
}

/** Flow [1, 4, h, w] and mask [1, 1, h, w] of a head's output [1, 5, h, w]; the flow in float32, whatever the precision. */
export function flowAndMask(g: Graph, head: Value): { flow: Value; mask: Value } {
  if (head.shape[1] !== 5) throw new ModelError(`A flow head gives 5 channels, found [${head.shape}].`);
  return { flow: g.cast(g.slice(head, 1, 0, 4), 'float32'), mask: g.slice(head, 1, 4, 5) };
}
