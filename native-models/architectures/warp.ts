import type { Graph } from '../graph/graph.ts';
import { picture as sizesOf } from '../graph/layout.ts';
import type { Value } from '../graph/types.ts';

export interface WarpOptions {
  /** Units of the flow: pixels, or GridSample's, in which the picture spans −1..1. */
  readonly units?: 'pixels' | 'span';
  readonly mode?: 'bilinear' | 'bicubic';
}

/**
 * Samples `x` [n, c, h, w] at each pixel's place plus `flow` [n, 2, h, w] (x, y), clamped at the borders. Places are computed
 * and sampled in float32 whatever the network's precision: a half-precision coordinate of a large picture is off by a pixel.
 */
export function warp(g: Graph, x: Value, flow: Value, options: WarpOptions = {}): Value {
  const [, , height, width] = sizesOf('warp', x);
  const places = g.cast(flow, 'float32');
  const span = options.units === 'span';
  const axis = (channel: number, size: number, shape: readonly number[]): Value => {
    const centres = Array.from({ length: size }, (_, index) => ((index + 0.5) * 2) / size - 1);
    const moved = g.slice(places, 1, channel, channel + 1);
    return g.add(span ? moved : g.mul(moved, 2 / size), g.constant('float32', shape, centres));
  };
  const grid = g.concat([axis(0, width, [1, 1, 1, width]), axis(1, height, [1, 1, height, 1])], 1);
  const sampled = g.gridSample(g.cast(x, 'float32'), g.transpose(grid, [0, 2, 3, 1]), {
    padding: 'border',
    mode: options.mode ?? 'bilinear',
  });
  return g.cast(sampled, x.type);
}
