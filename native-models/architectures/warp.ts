import type { Graph } from '../graph/graph.ts';
import { picture as sizesOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';

export interface WarpOptions {
  /** Units of the flow: pixels, or GridSample's, in which the picture spans −1..1. */
  readonly units?: 'pixels' | 'span';
  readonly mode?: 'bilinear' | 'bicubic';
}

/**
 * Samples `x` [1, c, h, w] at each pixel's place plus `flow` [1, 2, h, w] (x, y), clamped at the borders. Places are computed
 * and sampled in float32 whatever the network's precision: a half-precision coordinate of a large picture is off by a pixel.
 * On the CPU, bilinear samples by pixels are a DeformConv of one tap: it works each place out once for all channels, where
 * GridSample does so for every channel (one thread: 19 channels of 264×264 1.8 ms against 27, 3 of 1056×1056 11 against 82).
 */
export function warp(g: Graph, x: Value, flow: Value, options: WarpOptions = {}): Value {
  const [batch, , height, width] = sizesOf('warp', x);
  const [, , flowHeight, flowWidth] = sizesOf('warp', flow);
  if (batch !== 1 || flowHeight !== height || flowWidth !== width) {
    throw new ModelError(`A picture [${x.shape}] cannot be warped by a flow [${flow.shape}].`);
  }
  const places = g.cast(flow, 'float32');
  const source = g.cast(x, 'float32');
  const { mode = 'bilinear', units = 'pixels' } = options;
  if (g.options.sampling === 'gather') return g.cast(gathered(g, source, places, mode, units === 'span'), x.type);
  const deformable = mode === 'bilinear' && units === 'pixels';
  return g.cast(deformable ? deformed(g, source, places) : gridSampled(g, source, places, options), x.type);
}

function deformed(g: Graph, x: Value, flow: Value): Value {
  const [, , height, width] = sizesOf('warp', x);
  // DeformConv takes what lies outside as black: places are kept inside instead
  const axis = (channel: number, size: number, shape: readonly number[]): Value => {
    const indices = g.constant(
      'float32',
      shape,
      Array.from({ length: size }, (_, index) => index),
    );
    return g.sub(g.clip(g.add(g.slice(flow, 1, channel, channel + 1), indices), 0, size - 1), indices);
  };
  return g.deformSample(x, g.concat([axis(1, height, [1, 1, height, 1]), axis(0, width, [1, 1, 1, width])], 1));
}

function gridSampled(g: Graph, x: Value, flow: Value, options: WarpOptions): Value {
  const [, , height, width] = sizesOf('warp', x);
  const { units = 'pixels', mode = 'bilinear' } = options;
  const axis = (channel: number, size: number, shape: readonly number[]): Value => {
    const centres = Array.from({ length: size }, (_, index) => ((index + 0.5) * 2) / size - 1);
    const moved = g.slice(flow, 1, channel, channel + 1);
    return g.add(units === 'span' ? moved : g.mul(moved, 2 / size), g.constant('float32', shape, centres));
  };
  const grid = g.concat([axis(0, width, [1, 1, 1, width]), axis(1, height, [1, 1, height, 1])], 1);
  return g.gridSample(x, g.transpose(grid, [0, 2, 3, 1]), { padding: 'border', mode });
}

/** One row or column that a sample takes part of: where it is (whole numbers as float32) and its share. */
interface Tap {
  readonly at: Value;
  readonly share: Value;
}

/** The same as a sum over neighbours, each fetched by Gather from a table of pixels [h · w, c]. */
function gathered(g: Graph, x: Value, flow: Value, mode: 'bilinear' | 'bicubic', span: boolean): Value {
  const [, channels, height, width] = sizesOf('warp', x);
  const pixels = height * width;
  const axis = (channel: number, size: number, shape: readonly number[]): Tap[] => {
    const indices = Array.from({ length: size }, (_, index) => index);
    const moved = g.slice(flow, 1, channel, channel + 1);
    return taps(g, g.add(span ? g.mul(moved, size / 2) : moved, g.constant('float32', shape, indices)), size, mode);
  };
  const columns = axis(0, width, [1, 1, 1, width]);
  const rows = axis(1, height, [1, 1, height, 1]);
  const table = g.reshape(g.transpose(x, [0, 2, 3, 1]), [pixels, channels]);
  let sum: Value | undefined;
  for (const row of rows) {
    for (const column of columns) {
      const index = g.cast(g.add(g.mul(row.at, width), column.at), 'int32');
      const share = g.reshape(g.mul(row.share, column.share), [pixels, 1]);
      const part = g.mul(g.gather(table, g.reshape(index, [pixels])), share);
      sum = sum ? g.add(sum, part) : part;
    }
  }
  if (!sum) throw new ModelError('A sample needs neighbours.');
  return g.transpose(g.reshape(sum, [1, height, width, channels]), [0, 3, 1, 2]);
}

/** The neighbours of `place` (pixels) along one axis, clamped to it, with PyTorch's weights (cubic: a = −0.75). */
function taps(g: Graph, place: Value, size: number, mode: 'bilinear' | 'bicubic'): Tap[] {
  const whole = g.floor(place);
  const part = g.sub(place, whole);
  const tap = (offset: number, share: Value): Tap => ({ at: g.clip(g.add(whole, offset), 0, size - 1), share });
  if (mode === 'bilinear') return [tap(0, g.sub(1, part)), tap(1, part)];
  const a = -0.75;
  const rest = g.sub(1, part);
  // ((a + 2) t − (a + 3)) t² + 1 for the two near neighbours, ((a t − 5a) t + 8a) t − 4a for the two far ones
  const near = (t: Value): Value => g.add(g.mul(g.mul(g.sub(g.mul(t, a + 2), a + 3), t), t), 1);
  const far = (t: Value): Value => g.sub(g.mul(g.add(g.mul(g.sub(g.mul(t, a), 5 * a), t), 8 * a), t), 4 * a);
  return [tap(-1, far(g.add(part, 1))), tap(0, near(part)), tap(1, near(rest)), tap(2, far(g.add(rest, 1)))];
}
