import { describe, ElementwiseOps } from './elementwise.ts';
import { ModelError } from './model-error.ts';
import { count, type Value } from './types.ts';

export type ResizeMode = 'nearest' | 'bilinear' | 'bicubic';

/** Operators that move numbers about: shape, order, pieces, sizes, samples. Pictures are [batch, channels, height, width]. */
export class LayoutOps extends ElementwiseOps {
  /** One size may be −1 and is then computed. */
  reshape(x: Value, shape: readonly number[]): Value {
    const known = shape.filter((size) => size !== -1);
    const missing = count(x.shape) / count(known);
    const full = shape.map((size) => (size === -1 ? missing : size));
    if (known.length < shape.length - 1 || !Number.isInteger(missing) || count(full) !== count(x.shape)) {
      throw new ModelError(`${describe(x)} cannot be reshaped to [${shape}].`);
    }
    if (full.length === x.shape.length && full.every((size, axis) => size === x.shape[axis])) return x;
    // The runtime is left to find the first size. Where it knows whole shapes beforehand it shares buffers of equal shape, and
    // holds each from its first use to its last: those of a UNet's first level all the way through (1.69 GB against 0.77).
    const target = this.constant('int64', [full.length], full.length === 0 ? full : [-1, ...full.slice(1)]);
    return this.node('Reshape', [x, target], [{ type: x.type, shape: full }])[0];
  }

  /** `order[i]` is the axis of `x` that becomes axis i. */
  transpose(x: Value, order: readonly number[]): Value {
    const sorted = [...order].sort((a, b) => a - b);
    if (sorted.length !== x.shape.length || !sorted.every((axis, index) => axis === index)) {
      throw new ModelError(`transpose cannot order the axes of ${describe(x)} as [${order}].`);
    }
    const shape = order.map((axis) => sizeOf(x, axis));
    return this.node('Transpose', [x], [{ type: x.type, shape }], { perm: order })[0];
  }

  concat(values: readonly Value[], axis: number): Value {
    const [first] = values;
    if (!first) throw new ModelError('concat got no values.');
    if (values.length === 1) return first;
    const along = positiveAxis(first, axis);
    const fits = (value: Value) =>
      value.type === first.type &&
      value.shape.length === first.shape.length &&
      value.shape.every((size, index) => index === along || size === first.shape[index]);
    if (!values.every(fits)) {
      throw new ModelError(`concat along axis ${axis} does not fit: ${values.map(describe).join(', ')}.`);
    }
    const total = values.reduce((sum, value) => sum + sizeOf(value, along), 0);
    const shape = first.shape.map((size, index) => (index === along ? total : size));
    return this.node('Concat', values, [{ type: first.type, shape }], { axis: along })[0];
  }

  /** From `start` up to, not including, `end` along one axis; negative positions count from the end. */
  slice(x: Value, axis: number, start: number, end: number): Value {
    const along = positiveAxis(x, axis);
    const size = sizeOf(x, along);
    const from = start < 0 ? start + size : start;
    const to = end < 0 ? end + size : end;
    if (from < 0 || to > size || from >= to) {
      throw new ModelError(`slice ${start}…${end} of axis ${axis} does not fit ${describe(x)}.`);
    }
    if (from === 0 && to === size) return x;
    const shape = x.shape.map((length, index) => (index === along ? to - from : length));
    const [starts, ends, axes] = [from, to, along].map((position) => this.constant('int64', [1], [position]));
    return this.node('Slice', [x, starts ?? null, ends ?? null, axes ?? null], [{ type: x.type, shape }])[0];
  }

  /** Pieces of the given sizes along one axis. */
  split(x: Value, axis: number, sizes: readonly number[]): Value[] {
    const along = positiveAxis(x, axis);
    if (sizes.reduce((sum, size) => sum + size, 0) !== x.shape[along]) {
      throw new ModelError(`split [${sizes}] of axis ${axis} does not fit ${describe(x)}.`);
    }
    if (sizes.length === 1) return [x];
    const outputs = sizes.map((size) => ({
      type: x.type,
      shape: x.shape.map((length, index) => (index === along ? size : length)),
    }));
    return this.node('Split', [x, this.constant('int64', [sizes.length], sizes)], outputs, { axis: along });
  }

  /** Repeats along axes of size 1 (and new ones in front) as NumPy's broadcast_to does. */
  expand(x: Value, shape: readonly number[]): Value {
    const offset = shape.length - x.shape.length;
    if (offset < 0 || !x.shape.every((size, axis) => size === 1 || size === shape[axis + offset])) {
      throw new ModelError(`${describe(x)} cannot be expanded to [${shape}].`);
    }
    return this.node('Expand', [x, this.constant('int64', [shape.length], shape)], [{ type: x.type, shape }])[0];
  }

  /** Pads a picture by whole pixels. `edge` repeats the border. */
  pad(
    x: Value,
    edges: { readonly top?: number; readonly bottom?: number; readonly left?: number; readonly right?: number },
    mode: 'constant' | 'edge' | 'reflect' = 'constant',
  ): Value {
    const [batch, channels, height, width] = picture('pad', x);
    const { top = 0, bottom = 0, left = 0, right = 0 } = edges;
    if (top === 0 && bottom === 0 && left === 0 && right === 0) return x;
    const pads = this.constant('int64', [8], [0, 0, top, left, 0, 0, bottom, right]);
    const shape = [batch, channels, height + top + bottom, width + left + right];
    return this.node('Pad', [x, pads], [{ type: x.type, shape }], { mode })[0];
  }

  /** Rows of `table` [n, c] chosen by `indices`: [...indices' shape, c]. */
  gather(table: Value, indices: Value): Value {
    const shape = [...indices.shape, ...table.shape.slice(1)];
    return this.node('Gather', [table, indices], [{ type: table.type, shape }], { axis: 0 })[0];
  }

  /**
   * A picture at a new size. `nearest` takes pixel floor(i · old / new), as torch.nn.functional.interpolate does; the others
   * use pixel centres (align_corners false) unless `alignCorners`.
   */
  resize(x: Value, height: number, width: number, mode: ResizeMode, alignCorners = false): Value {
    const [batch, channels, oldHeight, oldWidth] = picture('resize', x);
    if (height === oldHeight && width === oldWidth) return x;
    const shape = [batch, channels, height, width];
    const nearest = mode === 'nearest';
    const attributes = {
      mode: nearest ? 'nearest' : mode === 'bilinear' ? 'linear' : 'cubic',
      coordinate_transformation_mode: nearest ? 'asymmetric' : alignCorners ? 'align_corners' : 'half_pixel',
      nearest_mode: nearest ? 'floor' : undefined,
      cubic_coeff_a: mode === 'bicubic' ? { float: -0.75 } : undefined,
    };
    // Whole factors go in as scales: exact, where a size would be divided back into a rounded factor.
    const whole = height % oldHeight === 0 && width % oldWidth === 0;
    const scales = whole ? this.constant('float32', [4], [1, 1, height / oldHeight, width / oldWidth]) : null;
    const sizes = whole ? [] : [this.constant('int64', [4], shape)];
    return this.node('Resize', [x, null, scales, ...sizes], [{ type: x.type, shape }], attributes)[0];
  }

  /** torch.nn.functional.pixel_shuffle: [b, c·s², h, w] → [b, c, s·h, s·w]. */
  depthToSpace(x: Value, scale: number): Value {
    const [batch, channels, height, width] = picture('depthToSpace', x);
    const shape = [batch, channels / scale ** 2, height * scale, width * scale];
    return this.node('DepthToSpace', [x], [{ type: x.type, shape }], { blocksize: scale, mode: 'CRD' })[0];
  }

  /** Mean of squares of `size` pixels that do not overlap. */
  averagePool(x: Value, size: number): Value {
    const [batch, channels, height, width] = picture('averagePool', x);
    const shape = [batch, channels, Math.floor(height / size), Math.floor(width / size)];
    const attributes = { kernel_shape: [size, size], strides: [size, size] };
    return this.node('AveragePool', [x], [{ type: x.type, shape }], attributes)[0];
  }

  /**
   * Samples `x` [b, c, h, w] at `grid` [b, h', w', 2] (x, y in −1..1), as torch.nn.functional.grid_sample.
   * @param padding what lies outside: `border` repeats the edge
   */
  gridSample(
    x: Value,
    grid: Value,
    options: {
      readonly padding?: 'zeros' | 'border' | 'reflection';
      readonly mode?: 'bilinear' | 'bicubic';
    } = {},
  ): Value {
    const [batch, channels] = picture('gridSample', x);
    const [gridBatch, height = 0, width = 0, two] = grid.shape;
    if (grid.shape.length !== 4 || gridBatch !== batch || two !== 2 || grid.type !== x.type) {
      throw new ModelError(`gridSample needs a grid [${batch}, h, w, 2] for ${describe(x)}, found ${describe(grid)}.`);
    }
    const attributes = {
      mode: options.mode === 'bicubic' ? 'cubic' : 'linear',
      padding_mode: options.padding ?? 'zeros',
      align_corners: 0,
    };
    return this.node(
      'GridSample',
      [x, grid],
      [{ type: x.type, shape: [batch, channels, height, width] }],
      attributes,
    )[0];
  }

  /**
   * Samples `x` [b, c, h, w] bilinearly at each pixel's place plus `offsets` [b, 2, h, w] (y, x, in pixels; zero outside): a
   * DeformConv of one tap that leaves every channel to itself. The CPU provider alone has it.
   */
  deformSample(x: Value, offsets: Value): Value {
    const [batch, channels, height, width] = picture('deformSample', x);
    const wanted = [batch, 2, height, width];
    if (
      x.type !== 'float32' ||
      offsets.type !== 'float32' ||
      wanted.some((size, axis) => size !== offsets.shape[axis])
    ) {
      throw new ModelError(`deformSample needs offsets [${wanted}] for ${describe(x)}, found ${describe(offsets)}.`);
    }
    const ones = this.constant('float32', [channels, 1, 1, 1], new Array<number>(channels).fill(1));
    const attributes = { kernel_shape: [1, 1], group: channels };
    return this.node('DeformConv', [x, ones, offsets], [{ type: x.type, shape: x.shape }], attributes)[0];
  }
}

/** The size of one axis, which must exist. */
export function sizeOf(x: Value, axis: number): number {
  const size = x.shape[axis];
  if (size === undefined) throw new ModelError(`${describe(x)} has no axis ${axis}.`);
  return size;
}

function positiveAxis(x: Value, axis: number): number {
  const positive = axis < 0 ? axis + x.shape.length : axis;
  sizeOf(x, positive);
  return positive;
}

/** Sizes of a value that must have four axes. */
export function picture(what: string, x: Value): readonly [number, number, number, number] {
  const [batch, channels, height, width] = x.shape;
  if (
    x.shape.length !== 4 ||
    batch === undefined ||
    channels === undefined ||
    height === undefined ||
    width === undefined
  ) {
    throw new ModelError(`${what} needs [batch, channels, height, width], found ${describe(x)}.`);
  }
  return [batch, channels, height, width];
}
