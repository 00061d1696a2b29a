import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { DataType, Value } from '../graph/types.ts';

export interface PictureInputOptions {
  /** Default: the network's arithmetic. */
  readonly type?: DataType;
  /** Fills up until both sizes are multiples of this; done on bytes, which are quick to move. */
  readonly multiple?: number;
  /** Where the picture lies in the larger one: `start` (default) fills right and below, `centre` all round. */
  readonly place?: 'start' | 'centre';
  /** `edge` (default) repeats the border, `constant` is black. */
  readonly fill?: 'edge' | 'constant';
}

/** Declares a picture as bytes [height, width, 3] and turns it into [1, 3, height, width], RGB 0..1. */
export function pictureInput(
  g: Graph,
  name: string,
  height: number,
  width: number,
  options: PictureInputOptions = {},
): Value {
  const { type = g.float, fill = 'edge' } = options;
  const bytes = g.reshape(g.transpose(g.input(name, 'uint8', [height, width, 3]), [2, 0, 1]), [1, 3, height, width]);
  const padded = g.pad(bytes, pictureMargins(height, width, options), fill);
  return g.mul(g.cast(padded, type), 1 / 255);
}

/** How many rows and columns are added to a picture on each side. */
export function pictureMargins(height: number, width: number, options: PictureInputOptions) {
  const { multiple = 1, place = 'start' } = options;
  const margins = (size: number): [number, number] => {
    const missing = Math.ceil(size / multiple) * multiple - size;
    const before = place === 'centre' ? Math.floor(missing / 2) : 0;
    return [before, missing - before];
  };
  const [top, bottom] = margins(height);
  const [left, right] = margins(width);
  return { top, bottom, left, right };
}

/** Makes a picture [1, 3, height, width], RGB 0..1 (clamped here), an output of bytes [height, width, 3]. */
export function pictureOutput(g: Graph, name: string, picture: Value): Value {
  const [, channels, height = 0, width = 0] = picture.shape;
  if (channels !== 3) throw new ModelError(`The picture ${name} must have 3 channels, found [${picture.shape}].`);
  // The cast cuts off the fraction, so half a level rounds; Round itself would fall back to the CPU on WebGPU.
  const bytes = g.cast(g.add(g.mul(g.clip(picture, 0, 1), 255), 0.5), 'uint8');
  return g.output(name, g.transpose(g.reshape(bytes, [3, height, width]), [1, 2, 0]));
}
