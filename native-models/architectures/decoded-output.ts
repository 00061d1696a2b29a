import type { Graph } from '../graph/graph.ts';
import { picture } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';

/**
 * The outputs of a decoder of latents: `picture` uint8 [H, W, 3] (`format` bytes) or `decoded` float32 [1, 3, H, W], about
 * −1..1 (`format` float); and `mean` float32 [1] of it, not finite when anything in it is not.
 */
export function decodedOutput(g: Graph, decoded: Value, format: unknown): void {
  g.output('mean', g.reshape(g.mean(decoded, [1, 2, 3]), [1]));
  if (format === 'float') {
    g.output('decoded', decoded);
    return;
  }
  if (format !== 'bytes') throw new ModelError(`format is bytes or float, found ${String(format)}.`);
  // floor(255 x + 0.5), with x = decoded / 2 + 0.5: rounded to the nearest byte without Round, which WebGPU lacks.
  const bytes = g.clip(g.floor(g.add(g.mul(decoded, 127.5), 128)), 0, 255);
  const [, channels, height, width] = picture('decoded', bytes);
  const upright = g.reshape(g.transpose(bytes, [0, 2, 3, 1]), [height, width, channels]);
  g.output('picture', g.cast(upright, 'uint8'));
}
