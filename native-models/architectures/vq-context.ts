import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { picture as sizesOf } from '../graph/layout.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { enlarged, layerWidth } from './motion-between.ts';

/** Channels inside, words in the book, size of a word. */
export const codesConfig = z.tuple([layerWidth, z.number().int().min(2).max(65_536), layerWidth]);
export type CodesConfig = z.infer<typeof codesConfig>;

/**
 * What is seen near each place, in the words of a learnt book: features [1, c, h, w] (h and w multiples of 4) → a correction
 * of them. Mirrors VQAutoencoder of native-models/training/interpolation/vq.py.
 */
export function vqContext(g: Graph, w: Weights, [channels, words, size]: CodesConfig, features: Value): Value {
  const [, width] = sizesOf('vqContext', features);
  const down = (x: Value, name: string): Value =>
    g.leakyRelu(g.conv(x, w.at(name), { out: channels, kernel: 3, stride: 2 }), 0.1);
  const encoded = g.conv(down(down(features, 'down1'), 'down2'), w.at('encode'), { out: size, kernel: 1 });
  const codes = quantized(g, g.weight(w.at('quantizer'), 'codebook', [words, size]), encoded);
  const decoded = g.leakyRelu(g.conv(codes, w.at('decode'), { out: channels, kernel: 3 }), 0.1);
  return enlarged(g, g.conv(enlarged(g, decoded, 2), w.at('up'), { out: width, kernel: 3 }), 2);
}

/** Each pixel's vector [1, c, h, w] replaced by the nearest row of the book [words, c]. */
function quantized(g: Graph, book: Value, x: Value): Value {
  const [, size, height, width] = sizesOf('quantized', x);
  const rows = g.reshape(g.transpose(x, [0, 2, 3, 1]), [height * width, size]);
  // |row − word|² without |row|², which is the same for all words
  const squares = g.transpose(g.sum(g.mul(book, book), [1]), [1, 0]);
  const nearness = g.sub(g.mul(g.matmul(rows, g.transpose(book, [1, 0])), 2), squares);
  const chosen = g.reshape(g.argMax(nearness, 1), [height * width]);
  return g.transpose(g.reshape(g.gather(book, chosen), [1, height, width, size]), [0, 3, 1, 2]);
}
