import { z } from 'zod';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import { architecture, sizeFrom } from './architecture.ts';
import { pictureInput, pictureOutput } from './picture-bytes.ts';
import { warp } from './warp.ts';

const configSchema = z.object({ sampling: z.enum(['bilinear', 'bicubic']) });

/**
 * Bends a picture by displacement fields: the part of the animation that touches every pixel. It has no weights.
 *
 * Variant: `width`, `height` of the picture; `fieldSize`, edge of the fields; `fields` 1 or 2. Inputs: `picture` uint8
 * [h, w, 3]; `field0` (and `field1`) float32 [fieldSize, fieldSize, 2], x and y in GridSample units (the picture spans
 * −1..1): a pixel of the frame shows the picture at its own place plus the field; with two fields `mix` float32 [1], the
 * share of the second. Output: `frame` uint8 [h, w, 3].
 */
export const pictureWarp = architecture({
  name: 'PictureWarp',
  configSchema,
  variant: { width: undefined, height: undefined, fieldSize: 160, fields: 1 },
  build(g, _weights, { sampling }, variant) {
    const [height, width] = [sizeFrom(variant, 'height'), sizeFrom(variant, 'width')];
    const size = sizeFrom(variant, 'fieldSize', { min: 2, max: 2048 });
    const count = sizeFrom(variant, 'fields', { max: 2 });
    const picture = pictureInput(g, 'picture', height, width, { type: 'float32' });
    const bent = Array.from({ length: count }, (_, index): Value => {
      const field = g.reshape(g.input(`field${index}`, 'float32', [size, size, 2]), [1, size, size, 2]);
      const flow = g.resize(g.transpose(field, [0, 3, 1, 2]), height, width, 'bilinear');
      return warp(g, picture, flow, { units: 'span', mode: sampling });
    });
    const [first, second] = bent;
    if (!first) throw new ModelError('A warp needs at least one field.');
    const mix = second && g.reshape(g.input('mix', 'float32', [1]), [1, 1, 1, 1]);
    pictureOutput(g, 'frame', second && mix ? g.add(first, g.mul(g.sub(second, first), mix)) : first);
  },
});
