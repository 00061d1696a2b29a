import { StudioError } from '../../contract/errors.ts';
import type { Frame, Tensor } from '../ports.ts';

/** A frame as the uint8 [h, w, 3] tensor that feed-forward networks take. */
export function frameTensor(frame: Frame): Tensor {
  return { type: 'uint8', dims: [frame.height, frame.width, 3], data: frame.data };
}

/** The uint8 [h, w, 3] output of a network as a frame. @throws StudioError `model-invalid` for anything else */
export function tensorFrame(tensor: Tensor | undefined, name: string): Frame {
  const [height = 0, width = 0, channels] = tensor?.dims ?? [];
  if (tensor?.type !== 'uint8' || tensor.dims.length !== 3 || channels !== 3) {
    throw new StudioError('model-invalid', `The network must give “${name}” as bytes [height, width, 3].`);
  }
  return { width, height, data: tensor.data };
}

/** Brightness above which a picture cannot honestly turn black, 0..255. */
const visible = 12;

/**
 * Some drivers answer with black pictures rather than an error. One is refused unless what it was made from was dark as well.
 * @throws StudioError `bad-output`
 */
export function checkNotBlack(source: Frame, made: Frame, otherSource?: Frame): void {
  const darkest = Math.min(meanLevel(source), otherSource ? meanLevel(otherSource) : Number.POSITIVE_INFINITY);
  if (darkest > visible && meanLevel(made) < 1) {
    throw new StudioError(
      'bad-output',
      'The device gave a black picture. Nothing was kept of this stage; finished stages are safe. Try again with the device set to CPU.',
    );
  }
}

/** Mean of some thousand bytes spread over the picture. */
function meanLevel({ data }: Frame): number {
  const stride = Math.max(1, Math.floor(data.length / 4096));
  let sum = 0;
  let count = 0;
  for (let at = 0; at < data.length; at += stride, count++) sum += data[at] ?? 0;
  return count === 0 ? 0 : sum / count;
}
