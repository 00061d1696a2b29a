import type { Frame } from '../ports.ts';
import type { Size } from './latent-size.ts';
import { type FloatTensor, floatTensor } from './tensors.ts';

/** Latents of one run: [1, channels, height, width], or [1, channels, frames, height, width] of a video. */
export interface LatentShape extends Size {
  readonly channels: number;
  /** 0 for a picture. */
  readonly frames: number;
}

export function latentDims({ channels, frames, height, width }: LatentShape): number[] {
  return frames > 0 ? [1, channels, frames, height, width] : [1, channels, height, width];
}

/** One frame of a video's latents, or those of the picture: [1, channels, height, width]. */
export function latentFrame(latents: Float32Array, shape: LatentShape, frame: number): FloatTensor {
  const { channels, height, width } = shape;
  const frames = Math.max(1, shape.frames);
  const size = height * width;
  const data = new Float32Array(channels * size);
  for (let channel = 0; channel < channels; channel++) {
    const from = (channel * frames + frame) * size;
    data.set(latents.subarray(from, from + size), channel * size);
  }
  return floatTensor([1, channels, height, width], data);
}

/** Writes one frame [1, channels, height, width] into a video's latents, in place. */
export function setLatentFrame(latents: Float32Array, shape: LatentShape, frame: number, values: Float32Array): void {
  const frames = Math.max(1, shape.frames);
  const size = shape.height * shape.width;
  for (let channel = 0; channel < shape.channels; channel++) {
    latents.set(values.subarray(channel * size, (channel + 1) * size), (channel * frames + frame) * size);
  }
}

/** Bytes as numbers 0..1, [1, 3, height, width]. */
export function unitPicture({ width, height, data }: Frame): FloatTensor {
  return planes(width, height, data, (byte) => Math.fround(byte / 255));
}

/** Bytes as numbers −1..1, [1, 3, height, width]. */
export function signedPicture({ width, height, data }: Frame): FloatTensor {
  return planes(width, height, data, (byte) => 2 * Math.fround(byte / 255) - 1);
}

function planes(width: number, height: number, data: Uint8Array, value: (byte: number) => number): FloatTensor {
  const size = width * height;
  const values = new Float32Array(3 * size);
  for (let pixel = 0; pixel < size; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      values[channel * size + pixel] = value(data[3 * pixel + channel] ?? 0);
    }
  }
  return floatTensor([1, 3, height, width], values);
}
