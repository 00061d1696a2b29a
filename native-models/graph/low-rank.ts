import type { Graph } from './graph.ts';
import { ModelError } from './model-error.ts';
import type { TensorEntry } from './safetensors.ts';
import { count, type Value } from './types.ts';

/**
 * A change of one weight as LoRA keeps it: W + scale · (alpha / rank) · up · down. `down` is [rank, in] or [rank, in, kh, kw],
 * `up` [out, rank] or [out, rank, 1, 1].
 */
export interface LowRankChange {
  readonly down: TensorEntry;
  readonly up: TensorEntry;
  /** A tensor of one number, or the number; null where it is the rank. */
  readonly alpha: TensorEntry | number | null;
  readonly scale: number;
}

/** What is wrong with a change for a weight of this shape; null when it fits. */
export function changeProblem(shape: readonly number[], { down, up, alpha }: LowRankChange): string | null {
  const [out = 0] = shape;
  const [rank = 0] = down.shape;
  const fits = count(down.shape) * out === count(shape) * rank && rank > 0 && count(up.shape) === out * rank;
  if (!fits || up.shape[0] !== out || up.shape[1] !== rank) {
    return `${up.key} [${up.shape}] times ${down.key} [${down.shape}] does not make a weight [${shape}]`;
  }
  return typeof alpha === 'object' && alpha !== null && count(alpha.shape) !== 1
    ? `${alpha.key} is not one number`
    : null;
}

/**
 * The weight with its changes, float32. All of it is made of constants: ONNX Runtime folds it into one tensor when the
 * session is made, and neither file is touched.
 * @throws ModelError when a change does not fit the weight
 */
export function changedWeight(g: Graph, stored: Value, changes: readonly LowRankChange[]): Value {
  let weight = g.cast(stored, 'float32');
  for (const change of changes) {
    const problem = changeProblem(stored.shape, change);
    if (problem) throw new ModelError(`${problem} for ${stored.name}.`);
    const [out = 0] = stored.shape;
    const [rank = 0] = change.down.shape;
    const full = (entry: TensorEntry) => g.cast(g.initializer(entry), 'float32');
    const product = g.matmul(g.reshape(full(change.up), [out, rank]), g.reshape(full(change.down), [rank, -1]));
    const { alpha, scale } = change;
    const strength =
      typeof alpha === 'object' && alpha !== null
        ? g.mul(g.reshape(full(alpha), []), scale / rank)
        : g.scalar(((alpha ?? rank) / rank) * scale, 'float32');
    weight = g.add(weight, g.reshape(g.mul(product, strength), stored.shape));
  }
  return weight;
}
