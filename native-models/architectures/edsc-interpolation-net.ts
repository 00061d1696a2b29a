import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { picture as sizesOf } from '../graph/layout.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture } from './architecture.ts';
import {
  type Aligned,
  aligned,
  betweenVariant,
  enlarged,
  frameBetween,
  layerWidth,
  motionConfig,
} from './motion-between.ts';
import { type CodesConfig, codesConfig, vqContext } from './vq-context.ts';

const configSchema = z.object({
  ...motionConfig,
  /** Channels of the head, at half the size of the frames. */
  head: layerWidth,
  codes: codesConfig,
});

/**
 * Any frame between two: an EDSC head (a separable kernel, offset and mask of its own for every pixel, over both frames) on a
 * VQ-GAN-like autoencoder, steadied by motion. Mirrors native-models/training/interpolation/edsc.py, whose head says how it
 * works. Variant, inputs and output: see `betweenVariant`.
 */
export const edscInterpolationNet = architecture({
  name: 'EDSCInterpolationNet',
  configSchema,
  variant: betweenVariant,
  build(g, w, config, variant) {
    frameBetween(g, variant, (ends) => drawn(g, w, config, aligned(g, w, config, ends)));
  },
});

function drawn(g: Graph, w: Weights, config: { head: number; codes: CodesConfig }, found: Aligned): Value {
  const { at0, at1, weight } = found;
  const x = features(g, w, config, g.concat([at0, at1, weight], 1));
  const out = g.conv(x, w.at('head_out'), { out: 24, kernel: 3 });
  const flows = g.concat([found.to0, found.to1], 1);
  const [before, after] = kernels(g, flows, g.slice(out, 1, 16, 20), g.tanh(g.slice(out, 1, 20, 24)));
  const convolved = (at: Value, first: number): Value =>
    separable(g, at, g.slice(before, 1, first, first + 2), g.slice(after, 1, first, first + 2));
  const [made0, made1] = [convolved(at0, 0), convolved(at1, 2)];
  const fine = g.depthToSpace(g.slice(out, 1, 0, 16), 2);
  const mask = g.clip(g.add(weight, g.slice(fine, 1, 3, 4)), 0, 1);
  return g.add(g.add(made1, g.mul(g.sub(made0, made1), mask)), g.slice(fine, 1, 0, 3));
}

/** Of both frames at the moment between, at half their size, with what the autoencoder makes of them. */
function features(g: Graph, w: Weights, config: { head: number; codes: CodesConfig }, seen: Value): Value {
  const first = g.conv(seen, w.at('head1'), { out: config.head, kernel: 4, stride: 2, padding: 1 });
  const second = g.conv(g.leakyRelu(first, 0.1), w.at('head2'), { out: config.head, kernel: 3 });
  const x = g.leakyRelu(second, 0.1);
  return g.add(x, vqContext(g, w.at('context'), config.codes, x));
}

/**
 * Weights of the neighbours before and after along each axis of each frame [1, 4, H, W], from flows, sharpness and offsets
 * [1, 4, H / 2, W / 2]; the middle has what is left of one.
 */
function kernels(g: Graph, flows: Value, sharpness: Value, offsets: Value): [Value, Value] {
  const places = g.cast(flows, 'float32');
  const part = g.cast(g.sub(places, g.floor(places)), g.float);
  const outer = g.mul(g.mul(part, g.sub(part, 1)), g.add(sharpness, 0.5));
  const before = g.add(outer, g.relu(g.neg(offsets)));
  const after = g.add(outer, g.relu(offsets));
  return [enlarged(g, before, 2), enlarged(g, after, 2)];
}

/** Convolves [1, 3, h, w] with each pixel's own kernels [1, 2, h, w] (x, y): along the rows, then along the columns. */
function separable(g: Graph, picture: Value, before: Value, after: Value): Value {
  const [, , height, width] = sizesOf('separable', picture);
  let x = picture;
  for (const [index, size] of [width, height].entries()) {
    const axis = 3 - index;
    const wide = g.pad(x, axis === 3 ? { left: 1, right: 1 } : { top: 1, bottom: 1 }, 'edge');
    const neighbour = (start: number, share: Value): Value =>
      g.mul(g.sub(g.slice(wide, axis, start, start + size), x), g.slice(share, 1, index, index + 1));
    x = g.add(g.add(x, neighbour(0, before)), neighbour(2, after));
  }
  return x;
}
