import { StudioError } from '../../contract/errors.ts';
import type { Tensor } from '../ports.ts';

export type FloatTensor = Extract<Tensor, { type: 'float32' }>;

export function floatTensor(dims: readonly number[], data: Float32Array): FloatTensor {
  return { type: 'float32', dims, data };
}

/** One number, as the graphs take scales and timesteps: [1]. */
export function scalar(value: number): FloatTensor {
  return floatTensor([1], Float32Array.of(value));
}

/** The float32 output of a network. @throws StudioError `model-invalid` when it has none of that name */
export function floatOutput(outputs: Readonly<Record<string, Tensor>>, name: string): FloatTensor {
  const tensor = outputs[name];
  if (tensor?.type === 'float32') return tensor;
  throw new StudioError('model-invalid', `A network of the pack gave no float32 output “${name}”.`);
}

export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((size, length) => size * length, 1);
}

/** Tensors of the same shape, one after the other along an axis. @param axis counted from the front; 0 is the batch */
export function concat(tensors: readonly FloatTensor[], axis = 0): FloatTensor {
  const [first] = tensors;
  if (!first) throw new StudioError('internal', 'Nothing to put together.');
  const length = tensors.reduce((sum, tensor) => sum + (tensor.dims[axis] ?? 0), 0);
  const dims = first.dims.with(axis, length);
  const outer = sizeOf(dims.slice(0, axis));
  const inner = sizeOf(dims.slice(axis + 1));
  const data = new Float32Array(sizeOf(dims));
  for (let row = 0, at = 0; row < outer; row++) {
    for (const tensor of tensors) {
      const block = (tensor.dims[axis] ?? 0) * inner;
      data.set(tensor.data.subarray(row * block, (row + 1) * block), at);
      at += block;
    }
  }
  return floatTensor(dims, data);
}

/** The given places along an axis, in the given order. */
export function take(tensor: FloatTensor, axis: number, places: readonly number[]): FloatTensor {
  const { dims, data } = tensor;
  const length = dims[axis] ?? 0;
  const outer = sizeOf(dims.slice(0, axis));
  const inner = sizeOf(dims.slice(axis + 1));
  const taken = new Float32Array(outer * places.length * inner);
  for (let row = 0, at = 0; row < outer; row++) {
    for (const place of places) {
      const from = (row * length + place) * inner;
      taken.set(data.subarray(from, from + inner), at);
      at += inner;
    }
  }
  return floatTensor(dims.with(axis, places.length), taken);
}

/** The same tensor several times along the batch: [1, ...] → [count, ...]. */
export function repeat(tensor: FloatTensor, count: number): FloatTensor {
  return count === 1 ? tensor : concat(new Array<FloatTensor>(count).fill(tensor));
}

export function zerosLike({ dims, data }: FloatTensor): FloatTensor {
  return floatTensor(dims, new Float32Array(data.length));
}
