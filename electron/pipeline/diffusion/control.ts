import { StudioError } from '../../contract/errors.ts';
import { resizeLanczos } from '../pictures/resize.ts';
import type { Frame } from '../ports.ts';
import type { Size } from './latent-size.ts';
import { type LatentShape, latentDims, setLatentFrame, unitPicture } from './latents.ts';
import type { DiffusionPorts } from './ports.ts';
import type { Control, DiffusionRequest } from './request.ts';
import { type FloatTensor, floatTensor } from './tensors.ts';
import { type LatentEncoder, withEncoder } from './vae.ts';

/** The inputs of the UNet that come from ControlNets, all but their scales: the same at every step. */
export type ControlInputs = Readonly<Record<string, FloatTensor>>;

/**
 * Prepares the pictures of every ControlNet: pixels 0..1 for a ControlNet, the VAE's latents at the given frames (zeros elsewhere)
 * and a mask of those frames for a SparseControlNet.
 * @param shape of the latents
 * @param size of the picture, pixels
 */
export async function controlInputs(
  request: DiffusionRequest,
  shape: LatentShape,
  size: Size,
  ports: DiffusionPorts,
): Promise<ControlInputs> {
  const inputs: Record<string, FloatTensor> = {};
  for (const [index, control] of request.controls.entries()) {
    if (isSparse(control, ports)) {
      const { latents, mask } = await withEncoder(shape, request.posterior, ports, (encoder) =>
        sparseCondition(control, shape, size, encoder, ports),
      );
      inputs[`controlLatents${index}`] = latents;
      inputs[`controlMask${index}`] = mask;
      ports.observe?.(`controlLatents${index}`, latents);
      ports.observe?.(`controlMask${index}`, mask);
    } else {
      const picture = await controlPicture(control, shape, size, ports);
      inputs[`controlPicture${index}`] = picture;
      ports.observe?.(`controlPicture${index}`, picture);
    }
  }
  return inputs;
}

/** How many parts of the plan `controlInputs` is. */
export function controlParts(
  controls: readonly Control[],
  frames: number,
  ports: Pick<DiffusionPorts, 'pack'>,
): number {
  const counts = controls.map((control) =>
    isSparse(control, ports) ? control.frameIndices.length : Math.max(1, frames),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** A control works at those steps that lie whole between its start and its end. @param of all steps of this run */
export function controlScaleAt({ scale, start, end }: Control, step: number, of: number): number {
  return step / of < start || (step + 1) / of > end ? 0 : scale;
}

function isSparse({ component }: Control, { pack }: Pick<DiffusionPorts, 'pack'>): boolean {
  const found = pack.components[component];
  if (!found) throw new StudioError('pack-invalid', `The pack ${pack.id} has no component ${component}.`);
  return found.architecture === 'SparseControlNetModel';
}

/** [1, 3, H, W], or [frames, 3, H, W] of a video. */
async function controlPicture(
  control: Control,
  shape: LatentShape,
  size: Size,
  ports: DiffusionPorts,
): Promise<FloatTensor> {
  const wanted = Math.max(1, shape.frames);
  const area = size.width * size.height;
  // One array from the start: a paper-sized clip is half a gigabyte.
  const pixels = new Float32Array(3 * wanted * area);
  let count = 0;
  for await (const picture of control.pictures()) {
    if (count >= wanted) throw wrongCount(control, wanted, count + 1);
    pixels.set(unitPicture(fitted(picture, size)).data, 3 * area * count++);
    await ports.advance();
  }
  if (count !== wanted) throw wrongCount(control, wanted, count);
  return floatTensor([wanted, 3, size.height, size.width], pixels);
}

/** `latents` [1, channels, frames, h, w] and `mask` [1, 1, frames, h, w]. */
async function sparseCondition(
  control: Control,
  shape: LatentShape,
  size: Size,
  encoder: LatentEncoder,
  ports: DiffusionPorts,
): Promise<{ latents: FloatTensor; mask: FloatTensor }> {
  const area = shape.width * shape.height;
  const latents = floatTensor(latentDims(shape), new Float32Array(shape.channels * shape.frames * area));
  const mask = floatTensor([1, 1, shape.frames, shape.height, shape.width], new Float32Array(shape.frames * area));
  const encode = remembering(encoder, size);
  let count = 0;
  for await (const picture of control.pictures()) {
    // More pictures than frames to put them at: the first ones count, as in diffusers.
    if (count === control.frameIndices.length) break;
    const frame = control.frameIndices[count++];
    if (frame === undefined || frame >= shape.frames) throw wrongCount(control, control.frameIndices.length, count);
    setLatentFrame(latents.data, shape, frame, await encode(picture));
    if (control.known) mask.data.set(control.known(frame), frame * area);
    else mask.data.fill(1, frame * area, (frame + 1) * area);
    await ports.advance();
  }
  if (count !== control.frameIndices.length) throw wrongCount(control, control.frameIndices.length, count);
  return { latents, mask };
}

/** Encodes pictures, brought to a size; the same one again, as the reference of a whole clip may be, only once. */
export function remembering(encoder: LatentEncoder, size: Size): (picture: Frame) => Promise<Float32Array> {
  let shown: Frame | undefined;
  let latent: Float32Array = new Float32Array();
  return async (picture) => {
    if (picture !== shown) latent = (await encoder.encode(fitted(picture, size))).data;
    shown = picture;
    return latent;
  };
}

/** Brought to the exact size, without keeping its shape, as the field's pipelines do. */
export function fitted(picture: Frame, { width, height }: Size): Frame {
  return picture.width === width && picture.height === height ? picture : resizeLanczos(picture, width, height);
}

function wrongCount({ component }: Control, wanted: number, found: number): StudioError {
  return new StudioError('internal', `${component} needs ${wanted} pictures inside the clip, found ${found}.`);
}
