import type { ElementType } from './safetensors.ts';

/** Element types of values in a graph. */
export type DataType = 'float32' | 'float16' | 'bfloat16' | 'float64' | 'uint8' | 'int32' | 'int64' | 'bool';

/** Numbers of TensorProto.DataType in the ONNX specification. */
export const onnxDataType: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
};

/** Weight types that can go into a graph. */
export const weightDataType: Readonly<Partial<Record<ElementType, DataType>>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  U8: 'uint8',
  BOOL: 'bool',
};

/** A tensor that flows through a graph while it is built. Sizes are always known. */
export interface Value {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly number[];
}

/** Precision of a network's arithmetic, whatever its weights are stored in. */
export type Precision = 'fp32' | 'fp16';

/**
 * `fused`: com.microsoft.MultiHeadAttention (flash attention on the CPU provider). `plain`: MatMul, Softmax, MatMul over
 * chunks of queries, right on every provider.
 */
export type AttentionForm = 'fused' | 'plain';

/**
 * How pictures are sampled at computed places. `native`: GridSample, quick on the CPU provider. `gather`: Gather and
 * arithmetic, for WebGPU, which has no GridSample and would copy whole frames to the CPU and back.
 */
export type SamplingForm = 'native' | 'gather';

export interface GraphOptions {
  readonly name: string;
  readonly precision: Precision;
  readonly attention: AttentionForm;
  /** Default: `native`. */
  readonly sampling?: SamplingForm;
}

export type Attribute = number | string | readonly number[] | { readonly float: number };

export function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** NumPy broadcasting; null when the shapes do not go together. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return null;
    shape.push(left === 1 ? right : left);
  }
  return shape;
}
