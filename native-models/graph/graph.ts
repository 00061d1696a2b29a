import { describe } from './elementwise.ts';
import { LayoutOps, picture, sizeOf } from './layout.ts';
import { changedWeight } from './low-rank.ts';
import { ModelError } from './model-error.ts';
import { count, type Value } from './types.ts';
import type { Weights } from './weights.ts';

export interface ConvOptions {
  /** Channels out, as the config says; any number when left out. */
  readonly out?: number;
  /** Edge of the kernel, as the config says; any when left out. */
  readonly kernel?: number;
  readonly stride?: number;
  /** The same on all sides; default: what keeps the size at stride 1. */
  readonly padding?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly bias?: boolean;
}

export interface AttentionOptions {
  readonly heads: number;
  /** Each query sees only keys up to its own position. */
  readonly causal?: boolean;
  /** Default: 1 / √(size of a head). */
  readonly scale?: number;
}

/** Score matrices of one chunk of queries stay below this; WebGPU binds at most 128 MiB as one buffer by default. */
const scoreBytes = 64 * 1024 * 1024;

/**
 * Builds one network as an ONNX graph. It reads like the PyTorch module that it mirrors:
 *
 *     const h = g.conv(g.silu(g.groupNorm(x, w.at('norm1'), { groups: 32 })), w.at('conv1'));
 *
 * Shapes are known and checked all along; a ModelError names the tensor, what was expected and what was found.
 */
export class Graph extends LayoutOps {
  readonly #changed = new Map<Value, Value>();

  /**
   * A weight in the type of the network's arithmetic, with the LoRAs that are attached to it. The runtime folds casts and
   * sums when the session is made.
   */
  weight(weights: Weights, name: string, expected?: readonly (number | null)[]): Value {
    const stored = this.stored(weights, name, expected);
    const changes = weights.changesOf(name);
    if (changes.length === 0) return this.cast(stored, this.float);
    const changed = this.#changed.get(stored) ?? changedWeight(this, stored, changes);
    this.#changed.set(stored, changed);
    return this.cast(changed, this.float);
  }

  /** torch.nn.Conv2d over [b, c, h, w]; weight [out, c / groups, k, k]. */
  conv(x: Value, w: Weights, options: ConvOptions = {}): Value {
    const [batch, channels, height, width] = picture(`conv ${w.scope}`, x);
    const { stride = 1, dilation = 1, groups = 1, bias = true } = options;
    const kernel = options.kernel ?? null;
    const weight = this.weight(w, 'weight', [options.out ?? null, channels / groups, kernel, kernel]);
    const [out, , kernelHeight, kernelWidth] = picture('conv', weight);
    const pad = (size: number) => options.padding ?? Math.floor((dilation * (size - 1)) / 2);
    const length = (size: number, kernelSize: number) =>
      Math.floor((size + 2 * pad(kernelSize) - dilation * (kernelSize - 1) - 1) / stride) + 1;
    const operands = groups === 1 ? this.#convolvable(x, weight) : [x, weight];
    const inputs = [...operands, ...(bias ? [this.weight(w, 'bias', [out])] : [])];
    const shape = [batch, out, length(height, kernelHeight), length(width, kernelWidth)];
    const [top, left] = [pad(kernelHeight), pad(kernelWidth)];
    return this.node('Conv', inputs, [{ type: x.type, shape }], {
      kernel_shape: [kernelHeight, kernelWidth],
      strides: [stride, stride],
      pads: [top, left, top, left],
      dilations: [dilation, dilation],
      group: groups,
    })[0];
  }

  /**
   * Picture and weight with channels of zeros where ONNX Runtime's Conv on WebGPU would give wrong numbers: channels in a multiple
   * of 3 but not of 4, channels out a multiple of 4 (microsoft/onnxruntime#29651; three channels alone are right). It happens to
   * UNets for inpainting, 9 → 320.
   */
  #convolvable(x: Value, weight: Value): readonly Value[] {
    const [out, channels] = [sizeOf(weight, 0), sizeOf(weight, 1)];
    if (channels === 3 || channels % 3 !== 0 || channels % 4 === 0 || out % 4 !== 0) return [x, weight];
    const missing = 4 - (channels % 4);
    const pads = this.constant('int64', [8], [0, 0, 0, 0, 0, missing, 0, 0]);
    return [x, weight].map((value) => {
      const shape = value.shape.with(1, channels + missing);
      return this.node('Pad', [value, pads], [{ type: value.type, shape }], { mode: 'constant' })[0];
    });
  }

  /** torch.nn.ConvTranspose2d over [b, c, h, w]; weight [c, out, k, k]. */
  convTranspose(
    x: Value,
    w: Weights,
    options: { readonly out: number; readonly kernel: number; readonly stride: number; readonly padding: number },
  ): Value {
    const [batch, channels, height, width] = picture(`convTranspose ${w.scope}`, x);
    const { out, kernel, stride, padding } = options;
    const inputs = [x, this.weight(w, 'weight', [channels, out, kernel, kernel]), this.weight(w, 'bias', [out])];
    const length = (size: number) => (size - 1) * stride - 2 * padding + kernel;
    return this.node('ConvTranspose', inputs, [{ type: x.type, shape: [batch, out, length(height), length(width)] }], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    })[0];
  }

  /** torch.nn.Linear over the last axis of [..., c]; weight [out, c] as PyTorch stores it. */
  linear(x: Value, w: Weights, options: { readonly out?: number; readonly bias?: boolean } = {}): Value {
    const channels = sizeOf(x, x.shape.length - 1);
    const weight = this.weight(w, 'weight', [options.out ?? null, channels]);
    return this.#rowsTimes(x, weight, options.bias === false ? null : this.weight(w, 'bias', [sizeOf(weight, 0)]));
  }

  /**
   * `linear` whose result is wanted in pieces of the given sizes along the last axis: a product for each, with its rows of the
   * weight. That spares the copy, and the memory, of a split.
   */
  linearPieces(x: Value, w: Weights, sizes: readonly number[]): Value[] {
    const channels = sizeOf(x, x.shape.length - 1);
    const weights = this.#rowPieces(w, 'weight', sizes, [channels]);
    const biases = this.#rowPieces(w, 'bias', sizes, []);
    return weights.map((weight, index) => this.#rowsTimes(x, weight, biases[index] ?? null));
  }

  /** A weight cut along its first axis. Uncommon ones, with LoRAs, are cut in the graph; others where they lie in the file. */
  #rowPieces(w: Weights, name: string, sizes: readonly number[], rest: readonly number[]): Value[] {
    const rows = sizes.reduce((sum, size) => sum + size, 0);
    if (w.changesOf(name).length > 0) return this.split(this.weight(w, name, [rows, ...rest]), 0, sizes);
    const entry = w.tensor(name, [rows, ...rest]);
    const rowBytes = entry.length / rows;
    let at = 0;
    return sizes.map((size) => {
      const [offset, length, shape] = [entry.offset + at * rowBytes, size * rowBytes, [size, ...rest]];
      const piece = this.initializer({ ...entry, key: `${entry.key}[${at}:${at + size}]`, shape, offset, length });
      at += size;
      return this.cast(piece, this.float);
    });
  }

  /** A 1×1 convolution's weight [out, c, 1, 1] used as torch.nn.Linear; plain linear weights pass as well. */
  pointwise(x: Value, w: Weights, options: { readonly out: number; readonly bias?: boolean }): Value {
    const channels = sizeOf(x, x.shape.length - 1);
    if (w.shapeOf('weight')?.length !== 4) return this.linear(x, w, options);
    const weight = this.reshape(this.weight(w, 'weight', [options.out, channels, 1, 1]), [options.out, channels]);
    return this.#rowsTimes(x, weight, options.bias === false ? null : this.weight(w, 'bias', [options.out]));
  }

  #rowsTimes(x: Value, weight: Value, bias: Value | null): Value {
    const [out, channels] = [sizeOf(weight, 0), sizeOf(weight, 1)];
    const rows = this.reshape(x, [count(x.shape) / channels, channels]);
    const shape = [sizeOf(rows, 0), out];
    const [product] = this.node('Gemm', bias ? [rows, weight, bias] : [rows, weight], [{ type: x.type, shape }], {
      transB: 1,
    });
    return this.reshape(product, [...x.shape.slice(0, -1), out]);
  }

  /** Matrix product over the last two axes, for every batch; a plain matrix [m, n] on one side serves them all. */
  matmul(a: Value, b: Value): Value {
    const batchesOf = (value: Value): readonly number[] => value.shape.slice(0, -2);
    const batches = batchesOf(a).length > 0 ? batchesOf(a) : batchesOf(b);
    const fits =
      a.type === b.type &&
      [a, b].every(({ shape }) => shape.length === 2 || shape.length === batches.length + 2) &&
      [a, b].every((value) => batchesOf(value).every((size, axis) => size === batches[axis])) &&
      a.shape.at(-1) === b.shape.at(-2);
    if (!fits) throw new ModelError(`matmul cannot combine ${describe(a)} and ${describe(b)}.`);
    const shape = [...batches, sizeOf(a, a.shape.length - 2), sizeOf(b, b.shape.length - 1)];
    return this.node('MatMul', [a, b], [{ type: a.type, shape }])[0];
  }

  /**
   * torch.nn.GroupNorm over [b, c, ...], as InstanceNormalization of the groups: ONNX's own GroupNormalization has no kernel in
   * ONNX Runtime and unfolds into some twenty small nodes (measured on the CPU at [1,32,256,256]: 80 ms against 19 ms).
   */
  groupNorm(x: Value, w: Weights, options: { readonly groups: number; readonly epsilon?: number }): Value {
    const [batch, channels] = [sizeOf(x, 0), sizeOf(x, 1)];
    const { groups, epsilon = 1e-5 } = options;
    if (channels % groups !== 0) {
      throw new ModelError(`groupNorm ${w.scope} cannot divide ${channels} channels into ${groups} groups.`);
    }
    const scale = this.weight(w, 'weight', [channels]);
    const shift = this.weight(w, 'bias', [channels]);
    const grouped = this.reshape(x, [batch, groups, -1]);
    const ones = this.constant(x.type, [groups], new Array<number>(groups).fill(1));
    const zeros = this.constant(x.type, [groups], new Array<number>(groups).fill(0));
    const [normed] = this.node(
      'InstanceNormalization',
      [grouped, ones, zeros],
      [{ type: x.type, shape: grouped.shape }],
      {
        epsilon: { float: epsilon },
      },
    );
    const perChannel = [channels, ...x.shape.slice(2).map(() => 1)];
    const restored = this.reshape(normed, x.shape);
    return this.add(this.mul(restored, this.reshape(scale, perChannel)), this.reshape(shift, perChannel));
  }

  /** torch.nn.LayerNorm over the last axis. */
  layerNorm(x: Value, w: Weights, options: { readonly epsilon?: number } = {}): Value {
    const channels = sizeOf(x, x.shape.length - 1);
    const inputs = [x, this.weight(w, 'weight', [channels]), this.weight(w, 'bias', [channels])];
    return this.node('LayerNormalization', inputs, [{ type: x.type, shape: x.shape }], {
      axis: -1,
      epsilon: { float: options.epsilon ?? 1e-5 },
    })[0];
  }

  /** torch.nn.PReLU over [b, c, ...] with one slope a channel, or one in all. */
  prelu(x: Value, w: Weights): Value {
    const [slopes] = w.shapeOf('weight') ?? [];
    const size = slopes === 1 ? 1 : sizeOf(x, 1);
    const slope = this.reshape(this.weight(w, 'weight', [size]), [size, ...x.shape.slice(2).map(() => 1)]);
    return this.node('PRelu', [x, slope], [{ type: x.type, shape: x.shape }])[0];
  }

  /** torch.nn.Embedding: int64 indices → vectors. */
  embedding(indices: Value, w: Weights, expected: readonly (number | null)[]): Value {
    return this.gather(this.weight(w, 'weight', expected), indices);
  }

  /**
   * Scaled dot-product attention of queries [b, n, c] over keys and values [b, m, c], heads side by side in the channels.
   * The plain form takes the queries in chunks, so that the scores stay small.
   */
  attention(query: Value, key: Value, value: Value, options: AttentionOptions): Value {
    const [batch, queries, channels] = [sizeOf(query, 0), sizeOf(query, 1), sizeOf(query, 2)];
    const keys = sizeOf(key, 1);
    const { heads, causal = false } = options;
    const sameShape = value.shape.every((size, axis) => size === key.shape[axis]);
    if (key.shape[0] !== batch || key.shape[2] !== channels || !sameShape || channels % heads !== 0) {
      throw new ModelError(
        `attention with ${heads} heads cannot combine ${describe(query)}, ${describe(key)} and ${describe(value)}.`,
      );
    }
    const size = channels / heads;
    const scale = options.scale ?? 1 / Math.sqrt(size);
    if (this.options.attention === 'fused' && !causal) {
      const attributes = { num_heads: heads, scale: { float: scale } };
      const output = [{ type: query.type, shape: query.shape }] as const;
      return this.node('MultiHeadAttention', [query, key, value], output, attributes, 'com.microsoft')[0];
    }
    const apart = (x: Value, order: readonly number[]) =>
      this.transpose(this.reshape(x, [batch, sizeOf(x, 1), heads, size]), order);
    const q = this.mul(apart(query, [0, 2, 1, 3]), scale);
    const k = apart(key, [0, 2, 3, 1]);
    const v = apart(value, [0, 2, 1, 3]);
    const bytesPerQuery = batch * heads * keys * (query.type === 'float16' ? 2 : 4);
    const chunk = Math.max(1, Math.min(queries, Math.floor(scoreBytes / bytesPerQuery)));
    const parts: Value[] = [];
    for (let start = 0; start < queries; start += chunk) {
      const end = Math.min(queries, start + chunk);
      let scores = this.matmul(this.slice(q, 2, start, end), k);
      if (causal) scores = this.add(scores, this.#causalMask(start, end, keys, query));
      parts.push(this.matmul(this.softmax(scores), v));
    }
    const joined = this.transpose(this.concat(parts, 2), [0, 2, 1, 3]);
    return this.reshape(joined, query.shape);
  }

  /** 0 where the query may look, a very negative number where it may not: [1, 1, end − start, keys]. */
  #causalMask(start: number, end: number, keys: number, like: Value): Value {
    const forbidden = like.type === 'float16' ? -65_504 : -3.402_823_466_385_288_6e38;
    const mask = new Float32Array((end - start) * keys);
    for (let row = start; row < end; row++)
      mask.fill(forbidden, (row - start) * keys + row + 1, (row - start + 1) * keys);
    return this.constant(like.type, [1, 1, end - start, keys], mask);
  }
}
