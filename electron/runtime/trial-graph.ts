import type { BuiltGraph } from '../../native-models/graph/core.ts';
import { Graph } from '../../native-models/graph/graph.ts';
import type { AttentionForm, Value } from '../../native-models/graph/types.ts';

/** Sizes of a trial: small to compare numbers, larger to compare speeds. */
export interface TrialSize {
  readonly channels: number;
  readonly edge: number;
}
export const correctnessTrial: TrialSize = { channels: 16, edge: 16 };
export const speedTrial: TrialSize = { channels: 64, edge: 32 };

/**
 * What diffusion is made of, in one graph without weight files: convolution, group norm, SiLU, attention over pixels, a matrix
 * product. In: `x` float32 [1, channels, edge, edge]. Out: `y`, the same shape.
 */
export function trialGraph({ channels, edge }: TrialSize, attention: AttentionForm): BuiltGraph {
  const g = new Graph({ name: 'Trial', precision: 'fp32', attention });
  const x = g.input('x', 'float32', [1, channels, edge, edge]);
  const kernel = g.constant('float32', [channels, channels, 3, 3], wave(channels * channels * 9, 0.1));
  const [convolved] = g.node('Conv', [x, kernel], [{ type: x.type, shape: x.shape }], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
  });
  const h = g.silu(normed(g, convolved, channels / 4));
  const tokens = g.transpose(g.reshape(h, [1, channels, edge * edge]), [0, 2, 1]);
  const mixed = g.attention(tokens, tokens, tokens, { heads: 4 });
  const matrix = g.constant('float32', [1, channels, channels], wave(channels * channels, 0.2));
  const projected = g.add(tokens, g.matmul(mixed, matrix));
  g.output('y', g.add(x, g.reshape(g.transpose(projected, [0, 2, 1]), x.shape)));
  return g.build();
}

/** Group normalisation without learned scale and shift. */
function normed(g: Graph, x: Value, groups: number): Value {
  const grouped = g.reshape(x, [1, groups, -1]);
  const mean = g.mean(grouped, [2]);
  const centred = g.sub(grouped, mean);
  const variance = g.mean(g.mul(centred, centred), [2]);
  return g.reshape(g.div(centred, g.sqrt(g.add(variance, 1e-5))), x.shape);
}

/** Fixed numbers without a pattern that an error could hide in. */
export function wave(length: number, scale: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => scale * Math.sin(index * index * 0.017 + index * 0.71));
}
