import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture, sizeFrom } from './architecture.ts';
import { pictureInput } from './picture-bytes.ts';

const configSchema = z.object({
  widths: z.array(z.number().int().min(1).max(1024)).min(2).max(8),
  things: z.boolean().default(false),
});

/**
 * What in a picture could move, and how near it is; mirrors native-models/training/motion/model.py.
 *
 * Variant: `width`, `height` (256 each; multiples of 2^levels). Input: `picture` uint8 [h, w, 3]. Output: `layers`
 * float32 [4, h, w], 0..1: depth (0 far .. 1 near), drift, ripple, sway. With `things` [9, h, w]: then thing, travel x and y, turn,
 * blown (see `ThingMaps` of the pipeline).
 */
export const motionFieldNet = architecture({
  name: 'MotionFieldNet',
  configSchema,
  variant: { width: 256, height: 256 },
  build(g, w, { widths, things }, variant) {
    const [height, width] = [sizeFrom(variant, 'height'), sizeFrom(variant, 'width')];
    const count = things ? 9 : 4;
    const multiple = 2 ** widths.length;
    if (height % multiple !== 0 || width % multiple !== 0) {
      throw new ModelError(`width and height must be multiples of ${multiple}, found ${width}×${height}.`);
    }
    const picture = g.sub(g.mul(pictureInput(g, 'picture', height, width), 2), 1);
    const rowHeights = Array.from({ length: height }, (_, row) => ((row + 0.5) * 2) / height - 1);
    const rows = g.expand(g.constant(g.float, [1, 1, height, 1], rowHeights), [1, 1, height, width]);
    let x = g.concat([picture, rows], 1);
    const skips: Value[] = [];
    for (const [level, channels] of widths.entries()) {
      x = block(g, x, w.at('down').at(level), channels, 2);
      skips.push(x);
    }
    skips.pop();
    for (const [step, skip] of skips.reverse().entries()) {
      x = g.concat([doubled(g, x), skip], 1);
      x = block(g, x, w.at('up').at(step), skip.shape[1] ?? 0, 1);
    }
    x = g.conv(g.concat([doubled(g, x), picture], 1), w.at('edges'), { kernel: 3 });
    const layers = g.sigmoid(g.conv(g.prelu(x, w.at('edges_act')), w.at('out'), { out: count, kernel: 3 }));
    g.output('layers', g.cast(g.reshape(layers, [count, height, width]), 'float32'));
  },
});

function block(g: Graph, x: Value, w: Weights, channels: number, stride: number): Value {
  const inner = g.prelu(g.conv(x, w.at('conv1'), { out: channels, kernel: 3, stride }), w.at('act1'));
  return g.prelu(g.conv(inner, w.at('conv2'), { out: channels, kernel: 3 }), w.at('act2'));
}

function doubled(g: Graph, x: Value): Value {
  return g.resize(x, 2 * (x.shape[2] ?? 0), 2 * (x.shape[3] ?? 0), 'bilinear');
}
