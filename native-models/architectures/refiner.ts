import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture, sizeFrom } from './architecture.ts';
import { lanczosResize } from './lanczos.ts';
import { pictureInput, pictureOutput } from './picture-bytes.ts';

const configSchema = z.object({
  channels: z.number().int().min(1).max(512),
  blocks: z.number().int().min(1).max(64),
  scale: z.number().int().min(1).max(4),
  /** Filters by which the picture is judged as a whole; 0 for a network that does not judge. */
  senses: z.number().int().min(0).max(256).default(0),
  /** Edge of the plain filter beside the layers; 0 for none. */
  taps: z.number().int().min(0).max(15).default(0),
});

/**
 * Enlarges and sharpens one frame, as much as the whole picture's softness and grain ask for; mirrors
 * native-models/training/refiner/model.py.
 *
 * Variant: `width`, `height` of the frame that goes in; `margin`, pixels of repeated border that go in around it and are cut
 * off again: without them the convolutions' zero padding shows as a line along the edges, worse with every pass (8 are enough);
 * `outWidth`, `outHeight`, the size that comes out, reached by Lanczos (0: scale times what goes in).
 * Inputs: `picture` uint8 [h, w, 3]; `strength` float32 [1], how much of the detail is added (0 leaves a bilinear enlargement).
 * Output: `refined` uint8 [outHeight, outWidth, 3].
 */
export const refiner = architecture({
  name: 'Refiner',
  configSchema,
  variant: { width: undefined, height: undefined, margin: 0, outWidth: 0, outHeight: 0 },
  build(g, w, config, variant) {
    const [height, width] = [sizeFrom(variant, 'height'), sizeFrom(variant, 'width')];
    const { channels, blocks, scale, senses, taps } = config;
    const picture = pictureInput(g, 'picture', height, width);
    const strength = g.reshape(g.cast(g.input('strength', 'float32', [1]), g.float), [1, 1, 1, 1]);
    const margin = sizeFrom(variant, 'margin', { min: 0, max: 64 });
    const framed = g.pad(picture, { top: margin, bottom: margin, left: margin, right: margin }, 'edge');
    let x = g.prelu(g.conv(framed, w.at('head'), { out: channels, kernel: 3 }), w.at('act'));
    for (let index = 0; index < blocks; index++) x = residualBlock(g, x, w.at('body').at(index));
    if (senses > 0) x = g.mul(x, judged(g, picture, w.at('judge'), { senses, channels }));
    const out = 3 * scale * scale;
    let learnt = g.conv(x, w.at('tail'), { out, kernel: 3 });
    if (taps > 0) learnt = g.add(learnt, g.conv(framed, w.at('plain'), { out, kernel: taps, bias: false }));
    const wide = g.depthToSpace(learnt, scale);
    const [top, left] = [margin * scale, margin * scale];
    const detail = g.slice(g.slice(wide, 2, top, top + height * scale), 3, left, left + width * scale);
    const enlarged = g.resize(picture, scale * height, scale * width, 'bilinear');
    const refined = g.add(enlarged, g.mul(detail, strength));
    const outHeight = sizeFrom(variant, 'outHeight', { min: 0 }) || scale * height;
    const outWidth = sizeFrom(variant, 'outWidth', { min: 0 }) || scale * width;
    pictureOutput(g, 'refined', lanczosResize(g, refined, outHeight, outWidth));
  },
});

function residualBlock(g: Graph, x: Value, w: Weights): Value {
  const channels = x.shape[1] ?? 0;
  const inner = g.prelu(g.conv(x, w.at('conv1'), { out: channels, kernel: 3 }), w.at('act'));
  return g.add(x, g.conv(inner, w.at('conv2'), { out: channels, kernel: 3 }));
}

/**
 * Gains [1, channels, 1, 1], about 1, from how strongly a few filters answer all over the picture: how soft and how grainy it is.
 * Means over so many pixels, and their logarithms, need float32.
 */
function judged(g: Graph, picture: Value, w: Weights, sizes: { senses: number; channels: number }): Value {
  const { senses, channels } = sizes;
  const filters = { out: senses, kernel: 5, stride: 2, padding: 0, bias: false };
  const answers = g.cast(g.conv(picture, w.at('filters'), filters), 'float32');
  const strengths = g.concat([g.mean(g.abs(answers), [2, 3]), g.mean(g.mul(answers, answers), [2, 3])], 1);
  const levels = g.cast(g.log(g.add(g.reshape(strengths, [1, 2 * senses]), 1e-6)), g.float);
  const gains = g.linear(g.relu(g.linear(levels, w.at('inner'))), w.at('outer'), { out: channels });
  return g.add(g.reshape(gains, [1, channels, 1, 1]), 1);
}
