import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { picture as sizesOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { sizeFrom, type Variant } from './architecture.ts';
import { pictureInput, pictureMargins, pictureOutput } from './picture-bytes.ts';
import { warp } from './warp.ts';

export const layerWidth = z.number().int().min(1).max(512);
const radius = z.number().int().min(1).max(6);

/** What a config.json says about the search for motion. */
export const motionConfig = {
  /** Channels of the features at 1/2, 1/4, 1/8 and 1/16 of the size in which motion is looked for. */
  widths: z.tuple([layerWidth, layerWidth, layerWidth, layerWidth]),
  /** Reach of the comparison at 1/4, 1/8 and 1/16, in cells. */
  radii: z.tuple([radius, radius, radius]),
};
type MotionConfig = z.infer<z.ZodObject<typeof motionConfig>>;

/**
 * The borders of the project's own interpolation networks.
 *
 * Variant: `width`, `height` of the frames (any; padded inside); `flowScale` 1, 2 or 4: motion is looked for in frames that
 * many times smaller, 0 (default) chooses by the size; `format` bytes or float. Inputs: `frame0`, `frame1` uint8 [h, w, 3]
 * (float: float32 [1, 3, h, w], 0..1); `timestep` float32 [1], above 0 and below 1. Output: `frame` uint8 [h, w, 3] (float:
 * float32 [1, 3, h, w], not clamped).
 */
export const betweenVariant = { width: undefined, height: undefined, flowScale: 0, format: 'bytes' } as const;

/** Two frames [1, 3, H, W], RGB 0..1, padded; the time [1, 1, 1, 1]. */
interface Ends {
  readonly frame0: Value;
  readonly frame1: Value;
  readonly time: Value;
  readonly flowScale: number;
}

/** Declares the inputs, lets `draw` make the frame [1, 3, H, W], declares the output. */
export function frameBetween(g: Graph, variant: Variant, draw: (ends: Ends) => Value): void {
  const [height, width] = [sizeFrom(variant, 'height'), sizeFrom(variant, 'width')];
  const flowScale = sizeFrom(variant, 'flowScale', { min: 0, max: 4 }) || fittingFlowScale(height, width);
  if (flowScale === 3) throw new ModelError('flowScale must be 1, 2 or 4, found 3.');
  const { format } = variant;
  if (format !== 'bytes' && format !== 'float') throw new ModelError('format is bytes or float.');
  const padding = { multiple: 16 * flowScale };
  const input = (name: string): Value => {
    if (format === 'bytes') return pictureInput(g, name, height, width, padding);
    const given = g.cast(g.input(name, 'float32', [1, 3, height, width]), g.float);
    return g.pad(given, pictureMargins(height, width, padding), 'edge');
  };
  const [frame0, frame1] = [input('frame0'), input('frame1')];
  const time = g.reshape(g.cast(g.input('timestep', 'float32', [1]), g.float), [1, 1, 1, 1]);
  const padded = draw({ frame0, frame1, time, flowScale });
  const frame = g.slice(g.slice(padded, 2, 0, height), 3, 0, width);
  if (format === 'bytes') pictureOutput(g, 'frame', frame);
  else g.output('frame', g.cast(frame, 'float32'));
}

/** The network was trained on motions of up to some 25 pixels: larger frames are looked at from farther away. */
function fittingFlowScale(height: number, width: number): number {
  const edge = Math.max(height, width);
  return edge <= 640 ? 1 : edge <= 1536 ? 2 : 4;
}

/** What is known of the moment between; flows in pixels of the frames. */
export interface Aligned {
  /** From each place of the moment to where it is in the first and in the second frame [1, 2, H / 2, W / 2]. */
  readonly to0: Value;
  readonly to1: Value;
  /** Both frames brought to the moment [1, 3, H, W]. */
  readonly at0: Value;
  readonly at1: Value;
  /** Share of the first frame [1, 1, H, W]. */
  readonly weight: Value;
}

/**
 * Motion seen from the moment between, from coarse to fine, and both frames brought there; mirrors
 * native-models/training/interpolation/motion.py, whose head says how it works.
 */
export function aligned(g: Graph, w: Weights, config: MotionConfig, ends: Ends): Aligned {
  const { frame0, frame1, time, flowScale } = ends;
  const rest = g.sub(1, time);
  const [small0, small1] = [frame0, frame1].map((frame) => (flowScale > 1 ? g.averagePool(frame, flowScale) : frame));
  if (!small0 || !small1) throw new ModelError('Two frames are needed.');
  const [width2, width4, width8, width16] = config.widths;
  const pair = g.sub(g.mul(g.concat([small0, small1], 0), 2), 1);
  const half = convolved(g, pair, w.at('features2'), width2, 2);
  const quarter = twice(g, half, w.at('features4'), width4);
  const eighth = twice(g, quarter, w.at('features8'), width8);
  const sixteenth = twice(g, eighth, w.at('features16'), width16);

  const [, , rows, columns] = sizesOf('features', sixteenth);
  const rest16 = g.constant(g.float, [1, 2, rows, columns], new Array<number>(2 * rows * columns).fill(0));
  const level = (name: string, features: Value, radius: number, flow: Value, state: Value | null) =>
    motionLevel(g, w.at(name), { features, radius, flow, state, time, rest });
  let [flow, state] = level('motion16', sixteenth, config.radii[2], rest16, null);
  [flow, state] = level('motion8', eighth, config.radii[1], g.mul(enlarged(g, flow, 2), 2), enlarged(g, state, 2));
  [flow, state] = level('motion4', quarter, config.radii[0], g.mul(enlarged(g, flow, 2), 2), enlarged(g, state, 2));

  flow = g.mul(enlarged(g, flow, 2), 2);
  state = enlarged(g, state, 2);
  const to0 = g.neg(g.mul(flow, time));
  const to1 = g.mul(flow, rest);
  const seen = (index: number, small: Value, to: Value): Value =>
    warp(g, g.concat([g.slice(half, 0, index, index + 1), g.averagePool(small, 2)], 1), to);
  let x = g.concat([seen(0, small0, to0), seen(1, small1, to1), flow, state], 1);
  x = convolved(g, convolved(g, x, w.at('blend1')), w.at('blend2'));
  const out = g.conv(x, w.at('blend_out'), { out: 5, kernel: 3 });

  const scale = 2 * flowScale;
  const halfSize = (to: Value, from: number): Value =>
    g.mul(enlarged(g, g.add(to, g.slice(out, 1, from, from + 2)), flowScale), scale);
  // log((1 - t) / t): without other reasons the nearer frame counts for more
  const nearer = g.log(g.div(rest, time));
  const weight = g.sigmoid(g.add(enlarged(g, g.slice(out, 1, 4, 5), scale), nearer));
  const [half0, half1] = [halfSize(to0, 0), halfSize(to1, 2)];
  const at0 = warp(g, frame0, enlarged(g, half0, 2));
  const at1 = warp(g, frame1, enlarged(g, half1, 2));
  return { to0: half0, to1: half1, at0, at1, weight };
}

interface LevelInput {
  /** Both frames' features [2, c, h, w]. */
  readonly features: Value;
  readonly radius: number;
  readonly flow: Value;
  readonly state: Value | null;
  readonly time: Value;
  readonly rest: Value;
}

/** One refinement of the motion field: [corrected flow, state for the next level]. */
function motionLevel(g: Graph, w: Weights, input: LevelInput): [Value, Value] {
  const { features, radius, flow, state, time, rest } = input;
  const f0 = warp(g, g.slice(features, 0, 0, 1), g.neg(g.mul(flow, time)));
  const f1 = warp(g, g.slice(features, 0, 1, 2), g.mul(flow, rest));
  const cost = correlate(g, unit(g, f0), unit(g, f1), radius);
  let x = g.concat(state ? [f0, f1, cost, flow, state] : [f0, f1, cost, flow], 1);
  x = convolved(g, convolved(g, convolved(g, x, w.at('conv1')), w.at('conv2')), w.at('conv3'));
  return [g.add(flow, g.conv(x, w.at('flow'), { out: 2, kernel: 3 })), x];
}

/** Features less their mean over the picture, each pixel's vector scaled to mean square one. */
function unit(g: Graph, x: Value): Value {
  const centred = g.sub(x, g.mean(x, [2, 3]));
  return g.div(centred, g.sqrt(g.add(g.mean(g.mul(centred, centred), [1]), 1e-3)));
}

/** Likeness of a(x) and b(x + d) for all whole d within `radius`: [1, (2r+1)², h, w], rows of d first. */
function correlate(g: Graph, a: Value, b: Value, radius: number): Value {
  const [, , height, width] = sizesOf('correlate', a);
  const wide = g.pad(b, { top: radius, bottom: radius, left: radius, right: radius }, 'edge');
  const span = 2 * radius + 1;
  const likeness: Value[] = [];
  for (let row = 0; row < span; row++) {
    const strip = g.slice(wide, 2, row, row + height);
    for (let column = 0; column < span; column++) {
      likeness.push(g.mean(g.mul(a, g.slice(strip, 3, column, column + width)), [1]));
    }
  }
  return g.concat(likeness, 1);
}

function twice(g: Graph, x: Value, w: Weights, channels: number): Value {
  return convolved(g, convolved(g, x, w.at(0), channels, 2), w.at(1), channels);
}

/** 3×3 convolution and PReLU. */
function convolved(g: Graph, x: Value, w: Weights, channels?: number, stride = 1): Value {
  const out = g.conv(x, w.at('conv'), { kernel: 3, stride, ...(channels === undefined ? {} : { out: channels }) });
  return g.prelu(out, w.at('act'));
}

/** Bilinear, by pixel centres. */
export function enlarged(g: Graph, x: Value, scale: number): Value {
  const [, , height, width] = sizesOf('enlarged', x);
  return g.resize(x, height * scale, width * scale, 'bilinear');
}
