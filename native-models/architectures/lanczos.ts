import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/types.ts';

/**
 * A picture [1, c, h, w] at another size by Lanczos with three lobes, which widen when it shrinks, as Pillow and libvips do it.
 * Two products with constant matrices: no provider lacks those, and nothing is rounded to bytes in between.
 */
export function lanczosResize(g: Graph, picture: Value, height: number, width: number): Value {
  const [, channels = 0, oldHeight = 0, oldWidth = 0] = picture.shape;
  let x = g.reshape(picture, [channels, oldHeight, oldWidth]);
  if (width !== oldWidth) x = g.matmul(x, matrix(g, oldWidth, width, 'columns'));
  if (height !== oldHeight) x = g.matmul(matrix(g, oldHeight, height, 'rows'), x);
  return g.reshape(x, [1, channels, height, width]);
}

/** `rows`: [to, from], to be multiplied from the left; `columns`: its transpose. */
function matrix(g: Graph, from: number, to: number, side: 'rows' | 'columns'): Value {
  const scale = from / to;
  const widening = Math.max(1, scale);
  const weights = new Float32Array(from * to);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - 3 * widening));
    const last = Math.min(from - 1, Math.floor(centre + 3 * widening));
    const taps = Array.from({ length: last - first + 1 }, (_, k) => lanczos((first + k - centre) / widening));
    const sum = taps.reduce((total, weight) => total + weight, 0);
    taps.forEach((weight, k) => {
      weights[side === 'rows' ? i * from + first + k : (first + k) * to + i] = weight / sum;
    });
  }
  return g.constant(g.float, side === 'rows' ? [to, from] : [from, to], weights);
}

function lanczos(distance: number): number {
  if (distance === 0) return 1;
  if (Math.abs(distance) >= 3) return 0;
  const x = Math.PI * distance;
  return (3 * Math.sin(x) * Math.sin(x / 3)) / (x * x);
}
