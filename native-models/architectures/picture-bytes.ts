import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { DataType, Value } from '../graph/types.ts';

export interface PictureInputOptions {
  /** Default: the network's arithmetic. */
  readonly type?: DataType;
  /** Repeats the last row and column until both sizes are multiples of this; done on bytes, which are quick to move. */
  readonly multiple?: number;
}

/** Declares a picture as bytes [height, width, 3] and turns it into [1, 3, height, width], RGB 0..1. */
export function pictureInput(
  g: Graph,
  name: string,
  height: number,
  width: number,
  options: PictureInputOptions = {},
): Value {
  const { type = g.float, multiple = 1 } = options;
  const bytes = g.reshape(g.transpose(g.input(name, 'uint8', [height, width, 3]), [2, 0, 1]), [1, 3, height, width]);
  const missing = (size: number): number => Math.ceil(size / multiple) * multiple - size;
  const padded = g.pad(bytes, { bottom: missing(height), right: missing(width) }, 'edge');
  return g.mul(g.cast(padded, type), 1 / 255);
}

/** Makes a picture [1, 3, height, width], RGB 0..1 (clamped here), an output of bytes [height, width, 3]. */
export function pictureOutput(g: Graph, name: string, picture: Value): Value {
  const [, channels, height = 0, width = 0] = picture.shape;
  if (channels !== 3) throw new ModelError(`The picture ${name} must have 3 channels, found [${picture.shape}].`);
  // The cast cuts off the fraction, so half a level rounds; Round itself would fall back to the CPU on WebGPU.
  const bytes = g.cast(g.add(g.mul(g.clip(picture, 0, 1), 255), 0.5), 'uint8');
  return g.output(name, g.transpose(g.reshape(bytes, [3, height, width]), [1, 2, 0]));
}
