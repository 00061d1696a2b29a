import { join } from 'node:path';
import { latentFrame } from '../../electron/pipeline/diffusion/latents.ts';
import { type DiffusionPorts, type Observation, withNetwork } from '../../electron/pipeline/diffusion/ports.ts';
import { type DiffusionPlan, diffuse, planDiffusion } from '../../electron/pipeline/diffusion/run.ts';
import { type FloatTensor, floatOutput } from '../../electron/pipeline/diffusion/tensors.ts';
import { vaeGeometry } from '../../electron/pipeline/diffusion/vae.ts';
import type { Tensor } from '../../electron/pipeline/ports.ts';
import type { Runtime } from '../../electron/runtime/runtime.ts';
import { packPorts } from '../support/pack-ports.ts';
import { type PipelineCase, pipelineCaseSchema } from './case-file.ts';
import { type Check, joined, within, withinScale } from './check.ts';
import { checkObservations } from './expected.ts';
import { packOf } from './model-folder.ts';
import { readNpy } from './npy.ts';
import { requestOf } from './pipeline-request.ts';
import { recordedNoise } from './recorded-noise.ts';

const frameTolerance = 2e-4;

/** Runs one recorded variant through the studio's own pipeline, and compares everything that was recorded. */
export async function checkPipeline(
  folder: string,
  content: unknown,
  runtime: Runtime,
): Promise<Record<string, Check>> {
  const file = pipelineCaseSchema.parse(content);
  const pack = await packOf(folder, file);
  const noise = await recordedNoise(folder, file);
  const seen = new Map<Observation, Tensor>();
  const steps: Float32Array[] = [];
  const ports: DiffusionPorts = {
    ...packPorts(pack, runtime),
    draw: noise.draw,
    observe(name, value) {
      if (name === 'latents') steps.push((value as FloatTensor).data.slice());
      // Of a text in several pieces, and of a network asked twice, the first counts.
      else if (!seen.has(name)) seen.set(name, { ...value, data: value.data.slice() } as Tensor);
    },
    advance: async () => undefined,
  };
  const { factor } = await vaeGeometry(ports);
  const plan = await planDiffusion(await requestOf(folder, file, pack, factor), ports);
  const latents = await diffuse(plan, ports);
  return {
    timesteps: withinScale(plan.scheduler.timesteps, file.timesteps, 1e-5),
    ...checkSigmas(plan, file),
    ...(await checkObservations(folder, file, seen)),
    ...(await checkStart(folder, file, plan, seen)),
    ...(await checkSteps(folder, file, steps)),
    ...(await checkFrames(folder, file, plan, latents, ports)),
  };
}

/** The reference keeps the whole schedule's, the pipeline those of the steps it takes. */
function checkSigmas({ scheduler }: DiffusionPlan, { sigmas }: PipelineCase): Record<string, Check> {
  if (!sigmas || !scheduler.sigmas) return {};
  return { sigmas: withinScale(scheduler.sigmas, sigmas.slice(-scheduler.sigmas.length), 1e-5) };
}

/** A recorded noise prior: the start it made. */
async function checkStart(
  folder: string,
  file: PipelineCase,
  { scheduler }: DiffusionPlan,
  seen: ReadonlyMap<Observation, Tensor>,
): Promise<Record<string, Check>> {
  const start = seen.get('startLatents');
  if (!file.noise_prior || start?.type !== 'float32') return {};
  const { data } = await readNpy(join(folder, 'latents_init.npy'));
  const unit = start.data.map((value) => value / scheduler.initNoiseSigma);
  return { latents_init: withinScale(unit, data, 1e-5) };
}

/** The latents after every step: within 20 times what float32 itself costs the reference, and never stricter than 1e-4. */
async function checkSteps(
  folder: string,
  file: PipelineCase,
  steps: readonly Float32Array[],
): Promise<Record<string, Check>> {
  const { latents_step_first, latents_final } = file.fp32_vs_fp64_max_abs;
  const tolerance = (floor: number) => Math.max(1e-4, 20 * floor);
  const expected = await readNpy(join(folder, 'latents_steps.npy'));
  const [count = 0] = expected.shape;
  if (count !== steps.length) return { latents_steps: { error: Math.abs(count - steps.length), tolerance: 0 } };
  const size = expected.data.length / count;
  const checks: Record<string, Check> = {};
  let later: Check = { error: 0, tolerance: tolerance(latents_final) };
  for (const [index, found] of steps.entries()) {
    const wanted = expected.data.subarray(index * size, (index + 1) * size);
    if (index === 0) checks.latents_step_first = within(found, wanted, tolerance(latents_step_first));
    else {
      later = joined(later, within(found, wanted, later.tolerance));
    }
  }
  const final = await readNpy(join(folder, 'latents_final.npy'));
  const last = within(steps.at(-1) ?? [], final.data, later.tolerance);
  return { ...checks, latents_steps: later, latents_final: last };
}

async function checkFrames(
  folder: string,
  file: PipelineCase,
  { shape }: DiffusionPlan,
  latents: FloatTensor,
  ports: DiffusionPorts,
): Promise<Record<string, Check>> {
  const { data, shape: framesShape } = await readNpy(join(folder, 'frames.npy'));
  const size = data.length / (framesShape[0] ?? 1);
  let frames: Check = { error: 0, tolerance: frameTolerance };
  const checks: Record<string, Check> = {};
  const { width, height } = shape;
  await withNetwork(ports, 'vae', { half: 'decoder', format: 'float', width, height }, async (decoder) => {
    const raw = file.files.includes('decoded_raw_last.npy')
      ? await readNpy(join(folder, 'decoded_raw_last.npy'))
      : null;
    for (const [index, frame] of file.frames_saved.entries()) {
      const outputs = await decoder.run({ latents: latentFrame(latents.data, shape, frame) });
      const decoded = floatOutput(outputs, 'decoded');
      const wanted = data.subarray(index * size, (index + 1) * size);
      frames = joined(frames, within(shown(decoded), wanted, frameTolerance));
      // Twice a frame's range.
      if (raw && index === file.frames_saved.length - 1 && frame === Math.max(1, shape.frames) - 1) {
        checks.decoded_raw_last = within(decoded.data, raw.data, 2 * frameTolerance);
      }
    }
  });
  return { ...checks, frames };
}

/** [1, 3, h, w] about −1..1 → [h, w, 3] in 0..1. */
function shown({ dims, data }: FloatTensor): Float32Array {
  const [, , height = 0, width = 0] = dims;
  const area = height * width;
  return Float32Array.from({ length: 3 * area }, (_, index) => {
    const value = data[(index % 3) * area + Math.floor(index / 3)] ?? Number.NaN;
    return Math.min(1, Math.max(0, value / 2 + 0.5));
  });
}
