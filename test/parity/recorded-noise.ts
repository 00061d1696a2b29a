import { join } from 'node:path';
import type { DrawReason } from '../../electron/pipeline/diffusion/ports.ts';
import { sizeOf } from '../../electron/pipeline/diffusion/tensors.ts';
import type { PipelineCase } from './case-file.ts';
import { readNpy } from './npy.ts';

/** The random numbers of a recorded run, instead of drawing them. */
export interface RecordedNoise {
  draw(reason: DrawReason, dims: readonly number[]): Float32Array;
}

/** Whoever drew the numbers of a file: a pipeline its start, the VAE its posterior, a scheduler the noise of a step. */
function reasonOf(drawnBy: string): DrawReason {
  if (drawnBy.startsWith('pipeline')) return 'start';
  return drawnBy.startsWith('vae') ? 'posterior' : 'step';
}

/**
 * Reads all draws of a variant. What several draws gave for one reason is taken in order, as many numbers as are asked for: the
 * reference encodes all pictures in one batch, the pipeline one after the other.
 */
export async function recordedNoise(folder: string, file: PipelineCase): Promise<RecordedNoise> {
  const streams: Record<DrawReason, Float32Array[]> = { start: [], step: [], posterior: [] };
  const unit = file.noise_prior ? 'eps.npy' : 'latents_init.npy';
  if (file.files.includes(unit)) streams.start.push(await floats(join(folder, unit)));
  for (const { file: name, drawn_by, shape } of file.noise_draws) {
    const values = await floats(join(folder, name));
    const reason = reasonOf(drawn_by);
    const framesFirst = reason === 'start' && shape.length === 5;
    streams[reason].push(framesFirst ? channelsFirst(values, shape) : values);
  }
  return {
    draw(reason, dims) {
      const count = sizeOf(dims);
      const [next] = streams[reason];
      if (!next || next.length < count) throw new Error(`The case recorded no more numbers for the ${reason}.`);
      if (next.length === count) streams[reason].shift();
      else streams[reason][0] = next.subarray(count);
      return next.slice(0, count);
    },
  };
}

/** [1, frames, channels, h, w] → [1, channels, frames, h, w] */
function channelsFirst(values: Float32Array, shape: readonly number[]): Float32Array {
  const [, frames = 1, channels = 1, height = 1, width = 1] = shape;
  const area = height * width;
  const turned = new Float32Array(values.length);
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      const from = (frame * channels + channel) * area;
      turned.set(values.subarray(from, from + area), (channel * frames + frame) * area);
    }
  }
  return turned;
}

async function floats(path: string): Promise<Float32Array> {
  const { data } = await readNpy(path);
  return data instanceof Float32Array ? data : Float32Array.from(data);
}
